// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract SubmitBatchTest is EscrowTest {
    function test_submitBatch_succeeds_settlesAll() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(4);
        escrow.submitBatch(verifier, groups, _proveAll(groups, orders));
        for (uint256 i; i < 4; ++i) {
            _assertStatus(_idOf(orders[i]), Status.Settled);
        }
        _assertAccount(provider, STAKE + 4 * (AMOUNT - FEES), 0);
        _assertFees(4e6, 2e6);
    }

    function test_submitBatch_succeeds_opensWindowsAboveCap() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batchOf(_large(), 2);
        bytes memory proof = _proveAll(groups, orders);
        uint40 paidAt = uint40(block.timestamp);
        vm.warp(paidAt + 3);
        for (uint256 i; i < 2; ++i) {
            vm.expectEmit(address(escrow));
            emit IOrderEscrow.OrderSubmitted(_idOf(orders[i]), provider, paidAt, paidAt + 3 + 6 hours);
        }
        escrow.submitBatch(verifier, groups, proof);
        _assertStatus(_idOf(orders[0]), Status.Submitted);
        _assertFees(0, 0);
    }

    function test_submitBatch_succeeds_ofSeveralGroups() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(3);
        SubmissionGroup[] memory split = new SubmissionGroup[](3);
        for (uint256 i; i < 3; ++i) {
            split[i].shared = groups[0].shared;
            split[i].items = new Submission[](i == 1 ? 0 : i == 0 ? 2 : 1);
        }
        (split[0].items[0], split[0].items[1]) = (groups[0].items[0], groups[0].items[1]);
        split[2].items[0] = groups[0].items[2];
        escrow.submitBatch(verifier, split, _proveAll(groups, orders));
        for (uint256 i; i < 3; ++i) {
            _assertStatus(_idOf(orders[i]), Status.Settled);
        }
        _assertAccount(provider, STAKE + 3 * (AMOUNT - FEES), 0);
        _assertFees(3e6, 1.5e6);
    }

    function test_submitBatch_succeeds_skipsWhatCannotSettle() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(5);
        vm.prank(payer.addr);
        escrow.confirm(orders[1], "");
        groups[0].items[2].payout = 1; // an order nobody knows
        groups[0].items[3].provider = rival;
        orders[2].settlement.payout = 1;
        bytes memory proof = _proveAll(groups, orders);
        _expectSkipped(_idOf(orders[1]), IOrderEscrow.WrongStatus.selector);
        _expectSkipped(_idOf(orders[2]), IOrderEscrow.WrongStatus.selector);
        _expectSkipped(_idOf(orders[3]), IOrderEscrow.WrongProvider.selector);
        escrow.submitBatch(verifier, groups, proof);
        _assertStatus(_idOf(orders[0]), Status.Settled);
        _assertStatus(_idOf(orders[3]), Status.Claimed);
        _assertStatus(_idOf(orders[4]), Status.Settled);
        _assertAccount(provider, STAKE - BOND * 2 + 3 * (AMOUNT - FEES), BOND * 2); // two of five are still claimed
    }

    function test_submitBatch_succeeds_skipsOrdersOfAnotherVerifier() public {
        Order memory other = _order();
        other.settlement.verifier = stranger;
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batchOf(other, 1);
        bytes memory proof = _proveAll(groups, orders);
        _expectSkipped(_idOf(orders[0]), IOrderEscrow.WrongVerifier.selector);
        escrow.submitBatch(verifier, groups, proof);
        _assertStatus(_idOf(orders[0]), Status.Claimed);
    }

    function test_submitBatch_succeeds_skipsADuplicate() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(2);
        (orders[1], groups[0].items[1]) = (orders[0], groups[0].items[0]);
        bytes memory proof = _proveAll(groups, orders);
        _expectSkipped(_idOf(orders[0]), IOrderEscrow.WrongStatus.selector);
        escrow.submitBatch(verifier, groups, proof);
        _assertAccount(provider, STAKE - BOND + AMOUNT - FEES, BOND);
    }

    function test_submitBatch_succeeds_creditsEveryProvider() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(3);
        vm.prank(provider);
        escrow.giveUp(orders[1], FailureCause.Other);
        _claimAs(rival, orders[1]);
        groups[0].items[1].provider = rival;
        escrow.submitBatch(verifier, groups, _proveAll(groups, orders));
        _assertAccount(provider, STAKE - BOND / 20 + 2 * (AMOUNT - FEES), 0);
        _assertAccount(rival, STAKE + AMOUNT - FEES, 0);
    }

    function test_submitBatch_reverts_whenEmpty() public {
        _expectPair(IOrderEscrow.AmountOutOfRange.selector, 0, 1);
        escrow.submitBatch(verifier, new SubmissionGroup[](0), "");
        _expectPair(IOrderEscrow.AmountOutOfRange.selector, 0, 1);
        escrow.submitBatch(verifier, new SubmissionGroup[](2), "");
    }

    function test_submitBatch_reverts_whenProofIsRejected() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(2);
        bytes memory proof = _proveAll(groups, orders);
        (groups[0].items[0], groups[0].items[1]) = (groups[0].items[1], groups[0].items[0]);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.ProofRejected.selector, verifier));
        escrow.submitBatch(verifier, groups, proof);
        _assertStatus(_idOf(orders[0]), Status.Claimed);
    }

    function test_submitBatch_reverts_whenThereIsNoVerifier() public {
        (, SubmissionGroup[] memory groups) = _batchOf(_optimistic(), 1);
        vm.expectRevert(IOrderEscrow.ZeroAddress.selector);
        escrow.submitBatch(address(0), groups, "");
    }

    /// @dev Dirty upper bits make an order, or an attestation, that nobody knows.
    function test_submitBatch_succeeds_skipsDirtyWords() public {
        (Order[] memory orders, SubmissionGroup[] memory groups) = _batch(1);
        bytes memory data = abi.encodeCall(IOrderEscrow.submitBatch, (verifier, groups, _proveAll(groups, orders)));
        // The item's words: 4 + 3 heads + count + group offset + 6 shared + items offset + count, then amount.
        uint256 amountAt = 4 + 32 * (3 + 1 + 1 + 6 + 1 + 1);
        assertEq(uint8(data[amountAt]), 0);
        data[amountAt] = 0x01;
        (bool ok,) = address(escrow).call(data);
        assertFalse(ok);
        _assertStatus(_idOf(orders[0]), Status.Claimed);
    }

    function _batch(uint64 count) private returns (Order[] memory, SubmissionGroup[] memory) {
        return _batchOf(_order(), count);
    }

    /// @dev `count` claimed orders like `first`, and the group that submits them.
    function _batchOf(Order memory first, uint64 count)
        private
        returns (Order[] memory orders, SubmissionGroup[] memory groups)
    {
        orders = new Order[](count);
        groups = new SubmissionGroup[](1);
        SettlementTerms memory terms = first.settlement;
        groups[0].shared = SharedTerms(
            terms.token,
            terms.integrator,
            terms.integratorFeeBps,
            terms.protocolFeeBps,
            terms.verifier,
            terms.challengeWindow
        );
        groups[0].items = new Submission[](count);
        for (uint64 i; i < count; ++i) {
            orders[i] = abi.decode(abi.encode(first), (Order));
            orders[i].parties.salt = i;
            _claim(orders[i]);
            groups[0].items[i] =
                Submission(terms.amount, terms.payout, TermHash.details(orders[i]), provider, uint40(block.timestamp));
        }
    }

    /// @dev The proof over every item of the first group.
    function _proveAll(SubmissionGroup[] memory groups, Order[] memory orders) private view returns (bytes memory) {
        bytes32[] memory hashes = new bytes32[](orders.length);
        for (uint256 i; i < hashes.length; ++i) {
            Submission memory item = groups[0].items[i];
            hashes[i] =
                TermHash.attestation(PayoutAttestation(_idOf(orders[i]), item.provider, item.payout, item.paidAt));
        }
        return _prove(TermHash.batch(hashes));
    }
}
