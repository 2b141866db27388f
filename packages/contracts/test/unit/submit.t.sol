// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice submit: proven, or on the claimer's word.
contract SubmitTest is EscrowTest {
    function test_submit_succeeds_settlesAtOnceUpToCap() public {
        Order memory order = _order();
        order.settlement.amount = INSTANT_CAP;
        bytes32 orderId = _submit(order);
        _assertStatus(orderId, Status.Settled);
        _assertAccount(provider, STAKE + INSTANT_CAP - 15e6, 0);
        _assertFees(10e6, 5e6);
    }

    function test_submit_succeeds_waitsAboveCap() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        _assertStatus(orderId, Status.Submitted);
        _assertAccount(provider, STAKE - _bondOf(order.settlement.amount), _bondOf(order.settlement.amount));
        _assertFees(0, 0);
    }

    function test_submit_succeeds_byAnyone() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSettled(orderId, provider, AMOUNT - FEES);
        _submitAs(stranger, order, _proofOf(order));
    }

    function test_submit_emitsOrderSubmitted() public {
        Order memory order = _large();
        bytes32 orderId = _claim(order);
        bytes memory proof = _proofOf(order);
        uint40 paidAt = uint40(block.timestamp);
        vm.warp(paidAt + 9);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSubmitted(orderId, provider, paidAt, paidAt + 9 + 6 hours);
        escrow.submit(order.settlement, TermHash.details(order), paidAt, proof);
        OrderState memory state = escrow.stateOf(orderId);
        assertEq(state.claimer, provider);
        assertEq(state.changedAt, paidAt + 9);
        assertEq(state.createdAt, paidAt);
    }

    function test_submit_succeeds_optimisticWaitsForChallenge() public {
        Order memory order = _optimistic();
        bytes32 orderId = _claim(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSubmitted(orderId, provider, uint40(block.timestamp), uint40(block.timestamp + 6 hours));
        _submitAs(provider, order, "");
        _assertStatus(orderId, Status.Submitted);
    }

    function test_submit_reverts_whenOptimisticSenderIsNotClaimer() public {
        Order memory order = _optimistic();
        _claim(order);
        _expectSender(stranger, provider);
        _submitAs(stranger, order, "");
    }

    function test_submit_reverts_whenOptimisticHasAProof() public {
        Order memory order = _optimistic();
        _claim(order);
        _expectPair(IOrderEscrow.LengthMismatch.selector, 1, 0);
        _submitAs(provider, order, "x");
    }

    function test_submit_reverts_whenNobodyCouldContestBareWord() public {
        Order memory order = _optimistic();
        order.parties.arbiter = address(0);
        bytes32 orderId = _claim(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NoVerifier.selector, orderId));
        _submitAs(provider, order, "");
    }

    function test_submit_reverts_whenOptimisticHasNoChallengeWindow() public {
        Order memory order = _optimistic();
        order.settlement.challengeWindow = 0;
        bytes32 orderId = _claim(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NoVerifier.selector, orderId));
        _submitAs(provider, order, "");
    }

    /// @dev Above the cap, with neither an arbiter nor a window, what is proven waits for nobody.
    function test_submit_succeeds_provenWithoutArbiterNorWindow() public {
        Order memory order = _large();
        order.parties.arbiter = address(0);
        order.settlement.challengeWindow = 0;
        bytes32 orderId = _submit(order);
        _assertStatus(orderId, Status.Submitted);
        vm.warp(block.timestamp + 1);
        _settle(order);
        _assertStatus(orderId, Status.Settled);
    }

    function test_submit_reverts_whenProofIsRejected() public {
        Order memory order = _order();
        _claim(order);
        bytes memory proof = _proofOf(order);
        bytes32 details = TermHash.details(order);
        _expectRejected();
        escrow.submit(order.settlement, details, uint40(block.timestamp + 1), proof);
        _expectRejected();
        escrow.submit(order.settlement, details, uint40(block.timestamp), "");
    }

    function test_submit_reverts_whenAttestationIsOfAnotherProvider() public {
        Order memory order = _order();
        _create(order);
        _claimAs(rival, order);
        bytes memory proof = _proofOf(order); // of `provider`
        _expectRejected();
        _submitAs(stranger, order, proof);
    }

    function test_submit_reverts_whenAttestationIsOfAnotherPayout() public {
        Order memory order = _order();
        _claim(order);
        PayoutAttestation memory paid = _attestation(order);
        paid.payout -= 1;
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = TermHash.attestation(paid);
        bytes memory proof = _prove(TermHash.batch(hashes));
        _expectRejected();
        _submitAs(stranger, order, proof);
    }

    function test_submit_reverts_whenAttestationIsOfAnotherOrder() public {
        Order memory other = _order();
        other.parties.salt = 2;
        bytes memory proof = _proofOf(other);
        Order memory order = _order();
        _claim(order);
        _expectRejected();
        _submitAs(stranger, order, proof);
    }

    function test_submit_reverts_whenOpen() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        bytes memory proof = _proofOf(order);
        _expectStatus(orderId, Status.Open, Status.Claimed);
        _submitAs(provider, order, proof);
    }

    function test_submit_reverts_whenTwice() public {
        Order memory order = _order();
        bytes32 orderId = _submit(order);
        bytes memory proof = _proofOf(order);
        _expectStatus(orderId, Status.Settled, Status.Claimed);
        _submitAs(provider, order, proof);
    }

    /// @dev The proof of a claim that was given up does not pay the next claimer.
    function test_submit_reverts_whenAnotherClaimedSince() public {
        Order memory order = _order();
        _claim(order);
        bytes memory proof = _proofOf(order);
        vm.prank(provider);
        escrow.giveUp(order, FailureCause.Other);
        _claimAs(rival, order);
        _expectRejected();
        _submitAs(stranger, order, proof);
    }

    function _expectRejected() private {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.ProofRejected.selector, verifier));
    }
}
