// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice What create accepts, records and refuses.
contract CreateTest is EscrowTest {
    function test_create_succeeds_withTheLongestTurn() public {
        Order memory order = _order();
        order.routing.pinned[0] = provider;
        order.routing.turnSeconds = type(uint40).max;
        _assertStatus(_create(order), Status.Open);
    }

    function test_create_succeeds_withTheLargestSalt() public {
        Order memory order = _order();
        order.parties.salt = type(uint64).max;
        _assertStatus(_create(order), Status.Open);
    }

    /// @dev 2^32 seconds are over in 2106.
    function test_create_succeeds_whenTimesNeedMoreThan32Bits() public {
        vm.warp(1 << 34);
        _assertStatus(_create(_order()), Status.Open);
    }

    function test_create_succeeds_locksAmount() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(uint8(state.status), uint8(Status.Open));
        assertEq(state.createdAt, block.timestamp);
        assertEq(state.changedAt, block.timestamp);
        assertEq(state.claimer, address(0));
        assertEq(orderId, _idOf(order));
        assertEq(token.balanceOf(address(escrow)), AMOUNT + 2 * STAKE);
        assertEq(token.balanceOf(payer.addr), 0);
    }

    function test_create_emitsFullTerms() public {
        Order memory order = _order();
        order.routing.pinned[0] = provider;
        order.routing.turnSeconds = 60;
        _fund(payer.addr, address(token), AMOUNT);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderCreated(_idOf(order), payer.addr, CORRIDOR, order);
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
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.OrderExists.selector, _create(order)));
    }

    function test_create_reverts_whenIdWasUsedAndSettled() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.OrderExists.selector, orderId));
    }

    function test_create_reverts_whenIdWasUsedAndRefunded() public {
        Order memory order = _optimistic();
        order.routing.claimBy = uint40(block.timestamp + 10 days);
        order.parties.reclaimAfter = uint40(block.timestamp + 11 days);
        bytes32 orderId = _dispute(order);
        vm.prank(arbiter);
        escrow.resolve(order, Ruling.RefundPayer, 0);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.OrderExists.selector, orderId));
    }

    function test_create_reverts_whenTokenIsNotAllowed() public {
        Order memory order = _order();
        order.settlement.token = stranger;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger));
    }

    function test_create_reverts_whenRefundToIsZero() public {
        Order memory order = _order();
        order.parties.refundTo = address(0);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.ZeroAddress.selector));
    }

    function test_create_reverts_whenRefundToIsEscrow() public {
        Order memory order = _order();
        order.parties.refundTo = address(escrow);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.InvalidReceiver.selector, escrow));
    }

    /// @dev The escrow can never be a payer: nobody can make it call itself, nor does it sign.
    function test_create_reverts_whenPayerIsEscrow() public {
        Order memory order = _order();
        order.parties.payer = address(escrow);
        _expectSender(stranger, address(escrow));
        vm.prank(stranger);
        escrow.create(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, _idOf(order), escrow));
        escrow.createFor(order, _sign(payer.privateKey, _idOf(order)));
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

    function test_create_succeeds_withoutIntegratorNorFees() public {
        Order memory order = _order();
        (order.settlement.integrator, order.settlement.integratorFeeBps) = (address(0), 0);
        order.settlement.protocolFeeBps = 0;
        _assertStatus(_create(order), Status.Open);
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
        order.settlement.protocolFeeBps = 50;
        _assertStatus(_create(order), Status.Open);
    }

    function test_create_reverts_whenPinnedHaveAGap() public {
        Order memory order = _order();
        order.routing.turnSeconds = 60;
        order.routing.pinned[2] = rival;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.InvalidPinned.selector, rival, 2));
        order.routing.pinned[0] = provider;
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.InvalidPinned.selector, rival, 2));
        order.routing.pinned[1] = stranger;
        order.routing.pinned[0] = address(0);
        _refuse(order, abi.encodeWithSelector(IOrderEscrow.InvalidPinned.selector, stranger, 1));
        order.routing.pinned[0] = provider;
        _assertStatus(_create(order), Status.Open);
    }

    function test_create_reverts_whenPinnedTurnIsEmpty() public {
        Order memory order = _order();
        order.routing.pinned[0] = provider;
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
        order.parties.reclaimAfter = uint40(bound(reclaimAfter, block.timestamp, block.timestamp + 31 days));
        bool valid = order.routing.claimBy > block.timestamp && order.routing.payWindow > 0
            && order.routing.payWindow <= 7 days && order.settlement.challengeWindow <= 7 days
            && order.parties.reclaimAfter >= order.routing.claimBy + order.routing.payWindow
            && order.parties.reclaimAfter <= block.timestamp + 30 days;
        _fund(payer.addr, address(token), AMOUNT);
        if (!valid) vm.expectPartialRevert(IOrderEscrow.InvalidDeadline.selector);
        vm.prank(payer.addr);
        escrow.create(order);
    }

    /// @dev Each bound, one second (or unit) on either side of it.
    function test_create_reverts_whenDeadlineIsPastItsBound() public {
        Order memory order = _order();
        order.routing.claimBy = uint40(block.timestamp);
        _refuse(order, _deadline(block.timestamp, block.timestamp));
        order.routing.claimBy = uint40(block.timestamp - 1);
        _refuse(order, _deadline(block.timestamp - 1, block.timestamp));
        order.routing.claimBy = uint40(block.timestamp + 1);
        order.routing.payWindow = 0;
        _refuse(order, _deadline(0, 7 days));
        order.routing.payWindow = 7 days + 1;
        _refuse(order, _deadline(7 days + 1, 7 days));
        order.routing.payWindow = 7 days;
        order.parties.reclaimAfter = uint40(block.timestamp + 7 days);
        _refuse(order, _deadline(block.timestamp + 7 days, block.timestamp + 7 days + 1));
        order.parties.reclaimAfter = uint40(block.timestamp + 30 days + 1);
        _refuse(order, _deadline(block.timestamp + 30 days + 1, block.timestamp + 30 days));
        order.parties.reclaimAfter = uint40(block.timestamp + 30 days);
        order.settlement.challengeWindow = 7 days + 1;
        _refuse(order, _deadline(7 days + 1, 7 days));
        order.settlement.challengeWindow = 7 days;
        _assertStatus(_create(order), Status.Open);
    }

    function test_create_succeeds_whenDeadlinesAreEqual() public {
        Order memory order = _order();
        order.routing.claimBy = uint40(block.timestamp + 1);
        order.routing.payWindow = 1;
        order.parties.reclaimAfter = uint40(block.timestamp + 2);
        _assertStatus(_create(order), Status.Open);
    }

    function test_create_succeeds_withTheLargestBalance() public {
        Order memory order = _order();
        order.settlement.amount = type(uint128).max - 2 * STAKE;
        order.settlement.payout = type(uint128).max;
        bytes32 orderId = _create(order);
        vm.warp(order.parties.reclaimAfter);
        escrow.reclaim(order);
        _assertStatus(orderId, Status.Refunded);
        assertEq(token.balanceOf(refundTo), order.settlement.amount);
    }

    function test_create_reverts_whenBalanceWouldPassItsType() public {
        Order memory order = _order();
        order.settlement.amount = type(uint128).max - 2 * STAKE + 1;
        _fund(payer.addr, address(token), order.settlement.amount);
        bytes4 selector = bytes4(keccak256("BalanceTooLarge(uint256,uint256)"));
        _refuse(order, abi.encodeWithSelector(selector, uint256(type(uint128).max) + 1, type(uint128).max));
    }

    function _deadline(uint256 deadline, uint256 limit) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrderEscrow.InvalidDeadline.selector, deadline, limit);
    }

    function _refuse(Order memory order, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(order.parties.payer);
        escrow.create(order);
    }
}
