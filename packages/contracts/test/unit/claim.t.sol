// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice claim and claimBatch.
contract ClaimTest is EscrowTest {
    function test_claim_succeeds_locksBond() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        uint256 createdAt = block.timestamp;
        vm.warp(block.timestamp + 5);
        _claimAs(provider, order);
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(uint8(state.status), uint8(Status.Claimed));
        assertEq(state.claimer, provider);
        assertEq(state.createdAt, createdAt);
        assertEq(state.changedAt, createdAt + 5);
        _assertAccount(provider, STAKE - BOND, BOND);
    }

    function test_claim_emitsOrderClaimed() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderClaimed(orderId, provider, ROUTE, BOND, uint40(block.timestamp + 1 hours));
        _claimAs(provider, order);
    }

    function test_claim_reverts_whenUnknown() public {
        Order memory order = _order();
        _expectStatus(_idOf(order), Status.None, Status.Open);
        _claimAs(provider, order);
    }

    function test_claim_reverts_whenTaken() public {
        Order memory order = _order();
        _expectStatus(_claim(order), Status.Claimed, Status.Open);
        _claimAs(rival, order);
    }

    function test_claim_reverts_whenNotRegistered() public {
        Order memory order = _order();
        _create(order);
        _deposit(stranger, STAKE);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotRegistered.selector, stranger, CORRIDOR));
        _claimAs(stranger, order);
    }

    function test_claim_reverts_whenCorridorIsNotServed() public {
        Order memory order = _order();
        order.routing.corridor = OTHER_CORRIDOR;
        _create(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotRegistered.selector, provider, OTHER_CORRIDOR));
        _claimAs(provider, order);
    }

    function test_claim_reverts_whenRevoked() public {
        Order memory order = _order();
        _create(order);
        vm.prank(provider);
        registry.revoke(provider);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotRegistered.selector, provider, CORRIDOR));
        _claimAs(provider, order);
    }

    function test_claim_reverts_whenFundsAreTooSmall() public {
        Order memory order = _order();
        _create(order);
        vm.prank(provider);
        escrow.withdraw(address(token), STAKE - BOND + 1, provider);
        _expectPair(IProviderAccounts.InsufficientFunds.selector, BOND - 1, BOND);
        _claimAs(provider, order);
    }

    function test_claim_succeeds_withExactlyTheBond() public {
        Order memory order = _order();
        _create(order);
        vm.prank(provider);
        escrow.withdraw(address(token), STAKE - BOND, provider);
        _claimAs(provider, order);
        _assertAccount(provider, 0, BOND);
    }

    function test_claim_reverts_whenTermsDiffer() public {
        Order memory order = _order();
        _create(order);
        order.settlement.amount -= 1;
        _expectStatus(_idOf(order), Status.None, Status.Open);
        _claimAs(provider, order);
    }

    function testFuzz_claim_strictlyBeforeClaimBy(uint256 wait) public {
        Order memory order = _order();
        _create(order);
        vm.warp(bound(wait, block.timestamp, block.timestamp + 3 days));
        if (block.timestamp >= order.routing.claimBy) {
            _expectPair(IOrderEscrow.TooLate.selector, block.timestamp, order.routing.claimBy);
        }
        _claimAs(provider, order);
    }

    function test_claim_reverts_whenAtClaimBy() public {
        Order memory order = _order();
        _create(order);
        vm.warp(order.routing.claimBy);
        _expectPair(IOrderEscrow.TooLate.selector, block.timestamp, order.routing.claimBy);
        _claimAs(provider, order);
        vm.warp(order.routing.claimBy - 1);
        _claimAs(provider, order);
    }

    /// forge-config: default.fuzz.runs = 128
    function testFuzz_claim_keepsPinnedTurns(uint256 wait, bool byRival) public {
        Order memory order = _pinned();
        _create(order);
        uint256 start = block.timestamp;
        wait = bound(wait, 0, 180);
        vm.warp(start + wait);
        address sender = byRival ? rival : provider;
        address expected = wait < 60 ? provider : wait < 120 ? rival : sender;
        if (sender != expected) _expectTurn(sender, expected, start + (wait < 60 ? 60 : 120));
        _claimAs(sender, order);
    }

    /// @dev Each of three turns, its last second and the second after.
    function test_claim_keepsEveryTurnToItsLastSecond() public {
        Order memory order = _pinned();
        order.routing.pinned[2] = stranger;
        _create(order);
        uint256 start = block.timestamp;
        address[3] memory turns = order.routing.pinned;
        for (uint256 i; i < 3; ++i) {
            for (uint256 second; second < 2; ++second) {
                vm.warp(start + i * 60 + second * 59);
                address other = turns[i] == provider ? rival : provider;
                _expectTurn(other, turns[i], start + (i + 1) * 60);
                _claimAs(other, order);
            }
        }
        vm.warp(start + 180);
        _claimAs(provider, order);
    }

    function test_claim_countsTurnsFromCreationAfterGivingUp() public {
        Order memory order = _pinned();
        _create(order);
        uint256 start = block.timestamp;
        _claimAs(provider, order);
        vm.warp(start + 60);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
        _expectTurn(provider, rival, start + 120);
        _claimAs(provider, order);
        _claimAs(rival, order);
    }

    function test_claimBatch_succeeds_skipsWhatCannotBeClaimed() public {
        Order[] memory orders = new Order[](5);
        ClaimRequest[] memory requests = new ClaimRequest[](5);
        for (uint64 i; i < 5; ++i) {
            orders[i] = _order();
            orders[i].parties.salt = i;
        }
        orders[1].routing.corridor = OTHER_CORRIDOR;
        orders[2].settlement.amount = 100 * STAKE + 1;
        orders[4].routing.claimBy = uint40(block.timestamp + 1);
        for (uint64 i; i < 5; ++i) {
            if (i != 3) _create(orders[i]);
            bytes32 parties = TermHash.parties(orders[i].parties);
            requests[i] = ClaimRequest(orders[i].settlement, orders[i].routing, parties, ROUTE);
        }
        vm.warp(block.timestamp + 1);
        _expectSkipped(_idOf(orders[1]), IOrderEscrow.NotRegistered.selector);
        _expectSkipped(_idOf(orders[2]), IProviderAccounts.InsufficientFunds.selector);
        _expectSkipped(_idOf(orders[3]), IOrderEscrow.WrongStatus.selector);
        _expectSkipped(_idOf(orders[4]), IOrderEscrow.TooLate.selector);
        vm.prank(provider);
        escrow.claimBatch(requests);
        _assertStatus(_idOf(orders[0]), Status.Claimed);
        for (uint256 i = 1; i < 5; ++i) {
            _assertStatus(_idOf(orders[i]), i == 3 ? Status.None : Status.Open);
        }
        _assertAccount(provider, STAKE - BOND, BOND);
    }

    function test_claimBatch_succeeds_skipsADuplicate() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        ClaimRequest[] memory requests = new ClaimRequest[](2);
        bytes32 parties = TermHash.parties(order.parties);
        requests[0] = requests[1] = ClaimRequest(order.settlement, order.routing, parties, ROUTE);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderClaimed(orderId, provider, ROUTE, BOND, uint40(block.timestamp + 1 hours));
        _expectSkipped(orderId, IOrderEscrow.WrongStatus.selector);
        vm.prank(provider);
        escrow.claimBatch(requests);
        _assertAccount(provider, STAKE - BOND, BOND);
    }

    function test_claimBatch_succeeds_whenEmpty() public {
        vm.recordLogs();
        escrow.claimBatch(new ClaimRequest[](0));
        assertEq(vm.getRecordedLogs().length, 0);
    }

    /// @dev Every address but zero is a provider that somebody waits for.
    function test_claim_reverts_whenTheTurnIsOfAnAddressThatCannotClaim() public {
        Order memory order = _pinned();
        (order.routing.pinned[0], order.routing.pinned[1]) = (address(1), address(0));
        _create(order);
        _expectTurn(provider, address(1), block.timestamp + 60);
        _claimAs(provider, order);
        vm.warp(block.timestamp + 60);
        _claimAs(provider, order);
        _assertStatus(_idOf(order), Status.Claimed);
    }

    function _pinned() private view returns (Order memory order) {
        order = _order();
        order.routing.pinned[0] = provider;
        order.routing.pinned[1] = rival;
        order.routing.turnSeconds = 60;
    }

    function _expectTurn(address sender, address expected, uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotYourTurn.selector, sender, expected, until));
    }
}
