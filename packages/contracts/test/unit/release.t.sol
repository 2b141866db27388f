// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice Ways back to Open: giveUp and expireClaim.
contract ReleaseTest is EscrowTest {
    function test_giveUp_succeeds_chargesTwentieth() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(block.timestamp + 7);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.BondMoved(provider, address(token), orderId, BOND / 20);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderFailed(orderId, provider, FailureCause.PspUnavailable);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.PspUnavailable);
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(uint8(state.status), uint8(Status.Open));
        assertEq(state.claimer, address(0));
        assertEq(state.createdAt, block.timestamp - 7);
        assertEq(state.changedAt, block.timestamp);
        _assertAccount(provider, STAKE - BOND / 20, 0);
        _assertAccount(refundTo, BOND / 20, 0);
    }

    function test_giveUp_succeeds_andAnotherClaims() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
        _claimAs(rival, order);
        assertEq(escrow.stateOf(orderId).claimer, rival);
    }

    function test_giveUp_reverts_whenNotClaimer() public {
        Order memory order = _order();
        _claim(order);
        _expectSender(rival, provider);
        vm.prank(rival);
        escrow.giveUp(order, FailureCause.Other);
    }

    function test_giveUp_reverts_whenOpen() public {
        Order memory order = _order();
        _expectStatus(_create(order), Status.Open, Status.Claimed);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
    }

    function test_giveUp_reverts_whenCauseIsNotAProviders() public {
        Order memory order = _order();
        _claim(order);
        vm.startPrank(provider);
        for (uint8 cause; cause < uint8(FailureCause.RecipientRejected); ++cause) {
            vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.WrongCause.selector, cause));
            escrow.giveUp(order, FailureCause(cause));
        }
        escrow.giveUp(order, FailureCause.RecipientRejected);
    }

    function test_giveUp_reverts_whenPayWindowPassed() public {
        Order memory order = _order();
        _claim(order);
        uint256 payBy = block.timestamp + 1 hours;
        vm.warp(payBy + 1);
        _expectPair(IOrderEscrow.TooLate.selector, payBy + 1, payBy);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
    }

    function test_giveUp_succeeds_inTheLastSecond() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(block.timestamp + 1 hours);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
        _assertStatus(orderId, Status.Open);
    }

    function test_expireClaim_succeeds_chargesHalf() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(block.timestamp + 1 hours + 1);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.BondMoved(provider, address(token), orderId, BOND / 2);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderFailed(orderId, provider, FailureCause.Expired);
        vm.prank(stranger);
        escrow.expireClaim(order);
        _assertStatus(orderId, Status.Open);
        _assertAccount(provider, STAKE - BOND / 2, 0);
        _assertAccount(refundTo, BOND / 2, 0);
    }

    function testFuzz_expireClaim_onlyAfterPayWindow(uint256 wait) public {
        Order memory order = _order();
        _claim(order);
        uint256 payBy = block.timestamp + 1 hours;
        vm.warp(bound(wait, block.timestamp, payBy + 1 hours));
        if (block.timestamp <= payBy) _expectPair(IOrderEscrow.TooEarly.selector, block.timestamp, payBy + 1);
        escrow.expireClaim(order);
    }

    function test_expireClaim_reverts_whenInTheLastSecond() public {
        Order memory order = _order();
        _claim(order);
        uint256 payBy = block.timestamp + 1 hours;
        vm.warp(payBy);
        _expectPair(IOrderEscrow.TooEarly.selector, payBy, payBy + 1);
        escrow.expireClaim(order);
    }

    function test_expireClaim_reverts_whenSubmitted() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        vm.warp(block.timestamp + 1 days);
        _expectStatus(orderId, Status.Submitted, Status.Claimed);
        escrow.expireClaim(order);
    }

    /// @dev The penalty is rounded up and never more than the bond.
    function testFuzz_release_roundsPenaltyUp(uint128 amount, bool expired) public {
        Order memory order = _order();
        order.settlement.amount = uint128(bound(amount, 1, 10_000e6));
        uint256 bond = _bondOf(order.settlement.amount);
        uint256 penalty = (bond + (expired ? 1 : 19)) / (expired ? 2 : 20);
        _claim(order);
        if (expired) vm.warp(block.timestamp + 1 hours + 1);
        vm.prank(provider);
        if (expired) escrow.expireClaim(order);
        else escrow.giveUp(order, FailureCause.Other);
        _assertAccount(provider, STAKE - penalty, 0);
        _assertAccount(refundTo, penalty, 0);
    }
}
