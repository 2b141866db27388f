// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract CreateTest is EscrowTest {
    function test_create_succeeds_locksAmount() public {
        bytes32 orderId = _create(_order());
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(uint8(state.status), uint8(Status.Open));
        assertEq(state.createdAt, block.timestamp);
        assertEq(state.claimer, address(0));
        assertEq(token.balanceOf(address(escrow)), AMOUNT + 2 * STAKE);
    }

    function test_create_emitsFullTerms() public {
        Order memory order = _order();
        bytes32 orderId = escrow.hashOrder(order);
        _fund(payer.addr, address(token), AMOUNT);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderCreated(orderId, payer.addr, CORRIDOR, order);
        vm.prank(payer.addr);
        escrow.create(order);
    }

    function test_create_reverts_whenSenderIsNotPayer() public {
        _expectSender(stranger, payer.addr);
        vm.prank(stranger);
        escrow.create(_order());
    }

    function test_create_reverts_whenOrderExists() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.OrderExists.selector, orderId));
    }

    function test_create_reverts_whenIdWasUsedAndRefunded() public {
        Order memory order = _order();
        order.routing.claimBy = uint40(block.timestamp + 10 days);
        order.settlement.reclaimAfter = uint40(block.timestamp + 11 days);
        bytes32 orderId = _claim(order);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.OrderExists.selector, orderId));
    }

    function test_create_reverts_whenTokenIsNotAllowed() public {
        Order memory order = _order();
        order.settlement.token = stranger;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger));
    }

    function test_create_reverts_whenRefundToIsZero() public {
        Order memory order = _order();
        order.settlement.refundTo = address(0);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.ZeroAddress.selector));
    }

    function test_create_reverts_whenRefundToIsEscrow() public {
        Order memory order = _order();
        order.settlement.refundTo = address(escrow);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.InvalidReceiver.selector, escrow));
    }

    function test_create_reverts_whenAmountIsZero() public {
        Order memory order = _order();
        order.settlement.amount = 0;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.AmountOutOfRange.selector, 0, 1));
    }

    function test_create_reverts_whenPayoutIsZero() public {
        Order memory order = _order();
        order.settlement.payout = 0;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.AmountOutOfRange.selector, 0, 1));
    }

    function test_create_reverts_whenFeeHasNoReceiver() public {
        Order memory order = _order();
        order.settlement.integrator = address(0);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.ZeroAddress.selector));
    }

    function testFuzz_create_reverts_whenFeeIsAboveItsCap(uint16 integratorFee, uint16 protocolFee) public {
        Order memory order = _order();
        order.settlement.integratorFeeBps = uint16(bound(integratorFee, 1_001, type(uint16).max));
        _refuse(
            order, abi.encodeWithSelector(IOrderEscrow.FeeTooHigh.selector, order.settlement.integratorFeeBps, 1_000)
        );
        order.settlement.integratorFeeBps = 1_000;
        order.settlement.protocolFeeBps = uint16(bound(protocolFee, 51, type(uint16).max));
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.FeeTooHigh.selector, order.settlement.protocolFeeBps, 50));
    }

    function test_create_reverts_whenTooManyArePinned() public {
        Order memory order = _order();
        order.routing.pinned = new address[](4);
        order.routing.turnSeconds = 1;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.TooManyPinned.selector, 4, 3));
    }

    function test_create_reverts_whenPinnedTurnIsEmpty() public {
        Order memory order = _order();
        order.routing.pinned = new address[](1);
        _refuse(order, _deadline(0, 1));
    }

    function testFuzz_create_checksDeadlines(
        uint40 claimBy,
        uint40 payWindow,
        uint40 challengeWindow,
        uint40 reclaimAfter
    ) public {
        Order memory order = _order();
        order.routing.claimBy = uint40(bound(claimBy, block.timestamp - 2, block.timestamp + 31 days));
        order.routing.payWindow = uint40(bound(payWindow, 0, 8 days));
        order.settlement.challengeWindow = uint40(bound(challengeWindow, 0, 8 days));
        order.settlement.reclaimAfter = uint40(bound(reclaimAfter, block.timestamp, block.timestamp + 31 days));
        bool valid = order.routing.claimBy > block.timestamp && order.routing.payWindow > 0
            && order.routing.payWindow <= 7 days && order.settlement.challengeWindow <= 7 days
            && order.settlement.reclaimAfter >= order.routing.claimBy + order.routing.payWindow
            && order.settlement.reclaimAfter <= block.timestamp + 30 days;
        _fund(payer.addr, address(token), AMOUNT);
        if (!valid) vm.expectPartialRevert(IOrderEscrow.InvalidDeadline.selector);
        vm.prank(payer.addr);
        escrow.create(order);
    }

    function _deadline(uint256 deadline, uint256 limit) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrderEscrow.InvalidDeadline.selector, deadline, limit);
    }

    function _refuse(Order memory order, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(order.settlement.payer);
        escrow.create(order);
    }
}
