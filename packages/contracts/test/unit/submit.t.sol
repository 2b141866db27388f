// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract SubmitTest is EscrowTest {
    function test_submit_succeeds_settlesAtOnceUpToCap() public {
        Order memory order = _order();
        order.settlement.amount = INSTANT_CAP;
        bytes32 orderId = _submit(order);
        _assertStatus(orderId, Status.Settled);
        _assertAccount(provider, STAKE + INSTANT_CAP - 15e6, 0);
    }

    function test_submit_succeeds_waitsAboveCap() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        _assertStatus(orderId, Status.Submitted);
    }

    function test_submit_succeeds_byAnyone() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        bytes memory proof = _prove(_one(attestation));
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSubmitted(orderId, provider, keccak256("reference"), uint40(block.timestamp));
        vm.prank(stranger);
        escrow.submit(order, attestation, proof);
    }

    function test_submit_succeeds_optimisticWaitsForChallenge() public {
        Order memory order = _optimistic();
        bytes32 orderId = _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSubmitted(orderId, provider, keccak256("reference"), uint40(block.timestamp + 6 hours));
        vm.prank(provider);
        escrow.submit(order, attestation, "");
        _assertStatus(orderId, Status.Submitted);
    }

    function test_submit_reverts_whenOptimisticSenderIsNotClaimer() public {
        Order memory order = _optimistic();
        _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        _expectSender(stranger, provider);
        vm.prank(stranger);
        escrow.submit(order, attestation, "");
    }

    function test_submit_reverts_whenOptimisticHasAProof() public {
        Order memory order = _optimistic();
        _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        _expectPair(IOrderEscrow.LengthMismatch.selector, 1, 0);
        vm.prank(provider);
        escrow.submit(order, attestation, "x");
    }

    function test_submit_reverts_whenNobodyCouldContestBareWord() public {
        Order memory order = _optimistic();
        order.settlement.arbiter = address(0);
        bytes32 orderId = _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NoVerifier.selector, orderId));
        vm.prank(provider);
        escrow.submit(order, attestation, "");
    }

    function test_submit_reverts_whenOptimisticHasNoChallengeWindow() public {
        Order memory order = _optimistic();
        order.settlement.challengeWindow = 0;
        bytes32 orderId = _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NoVerifier.selector, orderId));
        vm.prank(provider);
        escrow.submit(order, attestation, "");
    }

    function test_submit_reverts_whenProofIsRejected() public {
        Order memory order = _order();
        _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        bytes memory proof = _prove(_one(attestation));
        attestation.paidAt += 1;
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.ProofRejected.selector, verifier));
        escrow.submit(order, attestation, proof);
    }

    function test_submit_reverts_whenPayoutIsTooSmall() public {
        Order memory order = _order();
        _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        attestation.payout = PAYOUT - 1;
        bytes memory proof = _prove(_one(attestation));
        _expectPair(IOrderEscrow.PayoutTooSmall.selector, PAYOUT - 1, PAYOUT);
        escrow.submit(order, attestation, proof);
    }

    function test_submit_reverts_whenProviderIsNotTheClaimer() public {
        Order memory order = _order();
        _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        attestation.provider = rival;
        bytes memory proof = _prove(_one(attestation));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.WrongProvider.selector, rival, provider));
        escrow.submit(order, attestation, proof);
    }

    function test_submit_reverts_whenAttestationIsOfAnotherOrder() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        attestation.orderId = "other";
        bytes memory proof = _prove(_one(attestation));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.WrongOrder.selector, bytes32("other"), orderId));
        escrow.submit(order, attestation, proof);
    }

    function test_submit_reverts_whenOpen() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        PayoutAttestation memory attestation = _attestation(order);
        _expectStatus(orderId, Status.Open, Status.Claimed);
        escrow.submit(order, attestation, "");
    }

    function test_submitBatch_succeeds_settlesAll() public {
        (Order[] memory orders, PayoutAttestation[] memory items) = _batch(4);
        escrow.submitBatch(orders, items, _prove(items));
        for (uint256 i; i < 4; ++i) {
            _assertStatus(items[i].orderId, Status.Settled);
        }
        _assertAccount(provider, STAKE + 4 * (AMOUNT - 1.5e6), 0);
    }

    function test_submitBatch_succeeds_skipsWhatCannotSettle() public {
        (Order[] memory orders, PayoutAttestation[] memory items) = _batch(5);
        orders[1] = orders[0]; // its attestation is of another order
        items[2].payout = 1;
        items[3].provider = rival;
        orders[4].settlement.verifier = stranger;
        bytes memory proof = _prove(items);
        _expectSkipped(items[0].orderId, IOrderEscrow.WrongStatus.selector);
        _expectSkipped(items[2].orderId, IOrderEscrow.PayoutTooSmall.selector);
        _expectSkipped(items[3].orderId, IOrderEscrow.WrongProvider.selector);
        _expectSkipped(escrow.hashOrder(orders[4]), IOrderEscrow.WrongVerifier.selector);
        escrow.submitBatch(orders, items, proof);
        _assertStatus(items[0].orderId, Status.Settled);
        for (uint256 i = 1; i < 5; ++i) {
            _assertStatus(items[i].orderId, Status.Claimed);
        }
    }

    function test_submitBatch_reverts_whenLengthsDiffer() public {
        (Order[] memory orders,) = _batch(2);
        _expectPair(IOrderEscrow.LengthMismatch.selector, 2, 0);
        escrow.submitBatch(orders, new PayoutAttestation[](0), "");
    }

    function test_submitBatch_reverts_whenEmpty() public {
        _expectPair(IOrderEscrow.AmountOutOfRange.selector, 0, 1);
        escrow.submitBatch(new Order[](0), new PayoutAttestation[](0), "");
    }

    function test_submitBatch_reverts_whenProofIsRejected() public {
        (Order[] memory orders, PayoutAttestation[] memory items) = _batch(2);
        bytes memory proof = _prove(items);
        (items[0], items[1]) = (items[1], items[0]);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.ProofRejected.selector, verifier));
        escrow.submitBatch(orders, items, proof);
    }

    function test_submitBatch_reverts_whenFirstHasNoVerifier() public {
        (Order[] memory orders, PayoutAttestation[] memory items) = _batch(1);
        orders[0].settlement.verifier = address(0);
        bytes32 orderId = escrow.hashOrder(orders[0]);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NoVerifier.selector, orderId));
        escrow.submitBatch(orders, items, "");
    }

    function _batch(uint256 count) private returns (Order[] memory orders, PayoutAttestation[] memory items) {
        orders = new Order[](count);
        items = new PayoutAttestation[](count);
        for (uint256 i; i < count; ++i) {
            orders[i] = _order();
            orders[i].routing.salt = i;
            _claim(orders[i]);
            items[i] = _attestation(orders[i]);
        }
    }

    function _expectSkipped(bytes32 orderId, bytes4 reason) private {
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSkipped(orderId, reason);
    }
}
