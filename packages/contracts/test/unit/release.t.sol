// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice Ways back to Open: giveUp and expireClaim.
contract ReleaseTest is EscrowTest {
    function test_giveUp_succeeds_chargesTwentieth() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.BondMoved(provider, address(token), orderId, BOND / 20);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderFailed(orderId, provider, FailureCause.PspUnavailable);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.PspUnavailable);
        _assertStatus(orderId, Status.Open);
        _assertAccount(provider, STAKE - BOND / 20, 0);
        _assertAccount(refundTo, BOND / 20, 0);
    }

    function test_giveUp_succeeds_andAnotherClaims() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
        vm.prank(rival);
        escrow.claim(order, 0);
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

    function test_expireClaim_succeeds_chargesHalf() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(block.timestamp + 1 hours + 1);
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

    function test_expireClaim_reverts_whenSubmitted() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        vm.warp(block.timestamp + 1 days);
        _expectStatus(orderId, Status.Submitted, Status.Claimed);
        escrow.expireClaim(order);
    }
}
