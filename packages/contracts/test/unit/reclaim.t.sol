// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract ReclaimTest is EscrowTest {
    function testFuzz_reclaim_atOrAfterReclaimAfter(uint256 wait) public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        uint256 reclaimAfter = order.parties.reclaimAfter;
        vm.warp(bound(wait, reclaimAfter - 1 days, reclaimAfter + 1 days));
        bool early = block.timestamp < reclaimAfter;
        if (early) _expectPair(IOrderEscrow.TooEarly.selector, block.timestamp, reclaimAfter);
        vm.prank(stranger);
        escrow.reclaim(order);
        _assertStatus(orderId, early ? Status.Open : Status.Refunded);
        assertEq(token.balanceOf(refundTo), early ? 0 : AMOUNT);
    }

    function test_reclaim_reverts_whenOneSecondEarly() public {
        Order memory order = _order();
        _create(order);
        uint256 reclaimAfter = order.parties.reclaimAfter;
        vm.warp(reclaimAfter - 1);
        _expectPair(IOrderEscrow.TooEarly.selector, reclaimAfter - 1, reclaimAfter);
        escrow.reclaim(order);
        vm.warp(reclaimAfter);
        escrow.reclaim(order);
    }

    function test_reclaim_emitsFailedAndRefunded() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        vm.warp(order.parties.reclaimAfter);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderFailed(orderId, address(0), FailureCause.Unclaimed);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderRefunded(orderId, refundTo, AMOUNT);
        escrow.reclaim(order);
    }

    function test_reclaim_reverts_whenTwice() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        vm.warp(order.parties.reclaimAfter);
        escrow.reclaim(order);
        _expectStatus(orderId, Status.Refunded, Status.Open);
        escrow.reclaim(order);
    }

    function test_reclaim_reverts_whenClaimed() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(order.parties.reclaimAfter);
        _expectStatus(orderId, Status.Claimed, Status.Open);
        escrow.reclaim(order);
    }

    function test_reclaim_reverts_whenSubmitted() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        vm.warp(order.parties.reclaimAfter);
        _expectStatus(orderId, Status.Submitted, Status.Open);
        escrow.reclaim(order);
    }

    /// @dev After every provider gave up, the payer's way out stays.
    function test_reclaim_succeeds_afterAnExpiredClaim() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(order.parties.reclaimAfter);
        escrow.expireClaim(order);
        escrow.reclaim(order);
        _assertStatus(orderId, Status.Refunded);
        assertEq(token.balanceOf(refundTo), AMOUNT);
        _assertAccount(refundTo, BOND / 2, 0);
    }

    function test_sendOut_reverts_whenSenderIsNotTheEscrow() public {
        _create(_order());
        _expectSender(stranger, address(escrow));
        vm.prank(stranger);
        escrow.sendOut(address(token), stranger, AMOUNT);
    }
}
