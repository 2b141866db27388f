// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract PauseEntriesTest is EscrowTest {
    function test_pauseEntries_succeeds_stopsAndResumes() public {
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.EntriesPaused(address(token), true);
        _pause(true);
        (bool allowed, bool paused, uint128 cap) = escrow.tokenPolicyOf(address(token));
        assertTrue(allowed && paused);
        assertEq(cap, INSTANT_CAP);
        Order memory order = _order();
        _fund(payer.addr, address(token), AMOUNT);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.EntriesArePaused.selector, token));
        vm.prank(payer.addr);
        escrow.create(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.EntriesPaused(address(token), false);
        _pause(false);
        _assertStatus(_create(order), Status.Open);
    }

    function test_pauseEntries_reverts_whenSenderIsNotGuardian() public {
        _expectSender(stranger, guardian);
        vm.prank(stranger);
        escrow.pauseEntries(address(token), true);
    }

    function test_pauseEntries_reverts_whenTokenIsNotAllowed() public {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger));
        vm.prank(guardian);
        escrow.pauseEntries(stranger, true);
    }

    /// @dev Every way out, while entries are paused.
    function test_pauseEntries_succeeds_leavesEveryExitOpen() public {
        Order memory order = _large();
        bytes32 orderId = _claim(order);
        Order memory other = _order();
        _create(other);
        _pause(true);
        _submitAs(provider, order, _proofOf(order));
        vm.warp(block.timestamp + 6 hours + 1);
        _settle(order);
        _assertStatus(orderId, Status.Settled);
        vm.warp(other.parties.reclaimAfter);
        escrow.reclaim(other);
        vm.prank(provider);
        escrow.withdraw(address(token), STAKE, provider);
        escrow.collectFees(integrator, address(token));
    }

    function _pause(bool paused) private {
        vm.prank(guardian);
        escrow.pauseEntries(address(token), paused);
    }
}
