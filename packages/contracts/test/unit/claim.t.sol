// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract ClaimTest is EscrowTest {
    function test_claim_succeeds_locksBond() public {
        bytes32 orderId = _claim(_order());
        _assertStatus(orderId, Status.Claimed);
        assertEq(escrow.stateOf(orderId).claimer, provider);
        _assertAccount(provider, STAKE - BOND, BOND);
    }

    function test_claim_emitsOrderClaimed() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderClaimed(orderId, provider, "route", BOND, uint40(block.timestamp + 1 hours));
        vm.prank(provider);
        escrow.claim(order, "route");
    }

    function test_claim_reverts_whenUnknown() public {
        Order memory order = _order();
        _expectStatus(escrow.hashOrder(order), Status.None, Status.Open);
        vm.prank(provider);
        escrow.claim(order, 0);
    }

    function test_claim_reverts_whenTaken() public {
        Order memory order = _order();
        _expectStatus(_claim(order), Status.Claimed, Status.Open);
        vm.prank(rival);
        escrow.claim(order, 0);
    }

    function test_claim_reverts_whenNotRegistered() public {
        Order memory order = _order();
        _create(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotRegistered.selector, stranger, CORRIDOR));
        vm.prank(stranger);
        escrow.claim(order, 0);
    }

    function test_claim_reverts_whenCorridorIsNotServed() public {
        Order memory order = _order();
        order.settlement.corridor = "KES/mpesa";
        _create(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotRegistered.selector, provider, bytes32("KES/mpesa")));
        vm.prank(provider);
        escrow.claim(order, 0);
    }

    function test_claim_reverts_whenRevoked() public {
        Order memory order = _order();
        _create(order);
        vm.startPrank(provider);
        registry.revoke(provider);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotRegistered.selector, provider, CORRIDOR));
        escrow.claim(order, 0);
    }

    function test_claim_reverts_whenStakeIsTooSmall() public {
        Order memory order = _order();
        _create(order);
        vm.startPrank(provider);
        escrow.withdraw(address(token), STAKE - BOND + 1, provider);
        _expectPair(IOrderEscrow.InsufficientStake.selector, BOND - 1, BOND);
        escrow.claim(order, 0);
    }

    function testFuzz_claim_strictlyBeforeClaimBy(uint256 wait) public {
        Order memory order = _order();
        _create(order);
        vm.warp(bound(wait, block.timestamp, block.timestamp + 3 days));
        if (block.timestamp >= order.routing.claimBy) {
            _expectPair(IOrderEscrow.TooLate.selector, block.timestamp, order.routing.claimBy);
        }
        vm.prank(provider);
        escrow.claim(order, 0);
    }

    /// forge-config: default.fuzz.runs = 128
    function testFuzz_claim_keepsPinnedTurns(uint256 wait, bool byRival) public {
        Order memory order = _order();
        order.routing.pinned = new address[](2);
        order.routing.pinned[0] = provider;
        order.routing.pinned[1] = rival;
        order.routing.turnSeconds = 60;
        _create(order);
        uint256 start = block.timestamp;
        wait = bound(wait, 0, 180);
        vm.warp(start + wait);
        address sender = byRival ? rival : provider;
        address expected = wait < 60 ? provider : wait < 120 ? rival : sender;
        if (sender != expected) {
            uint256 until = start + (wait < 60 ? 60 : 120);
            vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotYourTurn.selector, sender, expected, until));
        }
        vm.prank(sender);
        escrow.claim(order, 0);
    }
}
