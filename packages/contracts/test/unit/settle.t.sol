// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice settle, settleBatch and collectFees.
contract SettleTest is EscrowTest {
    function testFuzz_settle_onlyAfterChallengeWindow(uint256 wait) public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        uint256 challengeBy = block.timestamp + 6 hours;
        vm.warp(bound(wait, block.timestamp, challengeBy + 6 hours));
        bool early = block.timestamp <= challengeBy;
        if (early) _expectPair(IOrderEscrow.TooEarly.selector, block.timestamp, challengeBy + 1);
        _settle(order);
        _assertStatus(orderId, early ? Status.Submitted : Status.Settled);
    }

    function test_settle_reverts_whenInTheLastSecond() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        uint256 challengeBy = block.timestamp + 6 hours;
        vm.warp(challengeBy);
        _expectPair(IOrderEscrow.TooEarly.selector, challengeBy, challengeBy + 1);
        _settle(order);
        vm.warp(challengeBy + 1);
        _settle(order);
        uint256 fees = 10e6 + 5e6; // of 1,000.000001, rounded down
        _assertStatus(orderId, Status.Settled);
        _assertFees(10e6, 5e6);
        _assertAccount(provider, STAKE + order.settlement.amount - fees, 0);
    }

    function test_settle_reverts_whenClaimed() public {
        Order memory order = _order();
        _expectStatus(_claim(order), Status.Claimed, Status.Submitted);
        _settle(order);
    }

    function test_settleBatch_succeeds_skipsWhatCannotSettle() public {
        Order[] memory orders = _salted(4, _large());
        for (uint256 i; i < 3; ++i) {
            if (i == 1) _claim(orders[i]);
            else _submit(orders[i]);
        }
        vm.warp(block.timestamp + 6 hours);
        _submit(orders[3]);
        vm.warp(block.timestamp + 1);
        _expectSkipped(_idOf(orders[1]), IOrderEscrow.WrongStatus.selector);
        _expectSkipped(_idOf(orders[3]), IOrderEscrow.TooEarly.selector);
        escrow.settleBatch(_groups(orders));
        _assertStatus(_idOf(orders[0]), Status.Settled);
        _assertStatus(_idOf(orders[1]), Status.Claimed);
        _assertStatus(_idOf(orders[2]), Status.Settled);
        _assertStatus(_idOf(orders[3]), Status.Submitted);
    }

    /// @dev Two providers taking turns in one group, and fees summed in one write.
    function test_settleBatch_succeeds_creditsEveryProvider() public {
        Order[] memory orders = _salted(4, _large());
        _deposit(rival, STAKE);
        for (uint256 i; i < 4; ++i) {
            _create(orders[i]);
            _claimAs(i % 2 == 0 ? provider : rival, orders[i]);
            _submitBy(i % 2 == 0 ? provider : rival, orders[i]);
        }
        vm.warp(block.timestamp + 6 hours + 1);
        escrow.settleBatch(_groups(orders));
        uint256 credited = orders[0].settlement.amount - 15e6;
        _assertAccount(provider, STAKE + 2 * credited, 0);
        _assertAccount(rival, 2 * STAKE + 2 * credited, 0);
        _assertFees(40e6, 20e6);
    }

    function test_settleBatch_succeeds_skipsADuplicate() public {
        Order[] memory orders = new Order[](2);
        orders[0] = orders[1] = _large();
        bytes32 orderId = _submit(orders[0]);
        vm.warp(block.timestamp + 6 hours + 1);
        _expectSkipped(orderId, IOrderEscrow.WrongStatus.selector);
        escrow.settleBatch(_groups(orders));
        _assertAccount(provider, STAKE + orders[0].settlement.amount - 15e6, 0);
        _assertFees(10e6, 5e6);
    }

    function test_settleBatch_succeeds_whenEmpty() public {
        vm.recordLogs();
        escrow.settleBatch(new SettlementGroup[](0));
        escrow.settleBatch(new SettlementGroup[](1));
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_collectFees_succeeds_movesThemToAccounts() public {
        Order memory order = _order();
        _submit(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.FeesCollected(integrator, address(token), 1e6, 0.5e6);
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Deposited(integrator, address(token), 1e6);
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Deposited(feeReceiver, address(token), 0.5e6);
        vm.prank(stranger);
        escrow.collectFees(integrator, address(token));
        _assertFees(0, 0);
        _assertAccount(integrator, 1e6, 0);
        _assertAccount(feeReceiver, 0.5e6, 0);
        vm.recordLogs();
        escrow.collectFees(integrator, address(token));
        assertEq(vm.getRecordedLogs().length, 1, "nothing is booked as a deposit");
        _assertAccount(integrator, 1e6, 0);
        _assertAccount(feeReceiver, 0.5e6, 0);
    }

    /// @dev Protocol fees of orders without an integrator wait under the zero address.
    function test_collectFees_succeeds_withoutIntegrator() public {
        Order memory order = _order();
        (order.settlement.integrator, order.settlement.integratorFeeBps) = (address(0), 0);
        _submit(order);
        (uint128 integratorFees, uint128 protocolFees) = escrow.feesOf(address(0), address(token));
        assertEq(integratorFees, 0);
        assertEq(protocolFees, 0.5e6);
        escrow.collectFees(address(0), address(token));
        _assertAccount(address(0), 0, 0);
        _assertAccount(feeReceiver, 0.5e6, 0);
    }

    function _salted(uint64 count, Order memory order) private pure returns (Order[] memory orders) {
        orders = new Order[](count);
        for (uint64 i; i < count; ++i) {
            orders[i] = Order(order.settlement, order.routing, order.parties);
            orders[i].parties = PartyTerms(
                order.parties.payer,
                order.parties.refundTo,
                order.parties.arbiter,
                order.parties.reclaimAfter,
                order.parties.recipientHash,
                i
            );
        }
    }

    function _submitBy(address claimer, Order memory order) private {
        PayoutAttestation memory paid = _attestation(order);
        paid.provider = claimer;
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = TermHash.attestation(paid);
        _submitAs(stranger, order, _prove(TermHash.batch(hashes)));
    }

    function _groups(Order[] memory orders) private pure returns (SettlementGroup[] memory groups) {
        groups = new SettlementGroup[](1);
        SettlementTerms memory terms = orders[0].settlement;
        groups[0].shared = SharedTerms(
            terms.token,
            terms.integrator,
            terms.integratorFeeBps,
            terms.protocolFeeBps,
            terms.verifier,
            terms.challengeWindow
        );
        groups[0].items = new Settlement[](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            groups[0].items[i] =
                Settlement(orders[i].settlement.amount, orders[i].settlement.payout, TermHash.details(orders[i]));
        }
    }
}
