// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {IPayoutVerifier} from "../interfaces/IPayoutVerifier.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderWord} from "../libraries/OrderWord.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {
    Order,
    Settlement,
    SettlementGroup,
    SettlementTerms,
    Status,
    Submission,
    SubmissionGroup
} from "../types/Order.sol";
import {EscrowBase} from "./EscrowBase.sol";

/// @notice From a paid recipient to a credited provider: confirmed by the payer, proven, or unchallenged.
abstract contract OrderPayouts is EscrowBase {
    /// @inheritdoc IOrderEscrow
    function confirm(Order calldata order, bytes calldata signature) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderWord word, SettlementTerms memory terms) = _load(order);
        if (word.status() != Status.Submitted) _checkStatus(orderId, word, Status.Claimed);
        address payer = order.parties.payer;
        if (msg.sender != payer || signature.length != 0) {
            bytes32 digest = _toDigest(OrderHash.hashConfirmation(orderId));
            if (!Signatures.isValid(payer, digest, signature)) revert InvalidSignature(orderId, payer);
        }
        // 2. effect + event
        _settleNow(terms, orderId, word);
    }

    /// @inheritdoc IOrderEscrow
    function submit(SettlementTerms calldata settlement, bytes32 detailsHash, uint40 paidAt, bytes calldata proof)
        external
        nonReentrant
    {
        // 1. check
        (bytes32 orderId, OrderWord word, SettlementTerms memory terms) = _load(settlement, detailsHash);
        _checkStatus(orderId, word, Status.Claimed);
        address claimer = word.claimer();
        if (terms.verifier == address(0)) {
            _checkOptimistic(orderId, word, proof);
        } else {
            bytes32 attestation = OrderHash.hashAttestation(orderId, claimer, terms.payout, paidAt);
            _checkProof(terms.verifier, OrderHash.hashSingle(attestation), proof);
        }
        // 2. effect + event
        if (word.isInstant()) _settleNow(terms, orderId, word);
        else _wait(terms, orderId, word, paidAt);
    }

    /// @inheritdoc IOrderEscrow
    function submitBatch(address verifier, SubmissionGroup[] calldata groups, bytes calldata proof)
        external
        nonReentrant
    {
        // 1. check
        if (verifier == address(0)) revert ZeroAddress();
        bytes32[] memory orderIds = _checkBatch(verifier, groups, proof);
        // 2. effect + event
        uint256 next;
        for (uint256 i; i < groups.length; ++i) {
            next = _acceptGroup(verifier, groups[i], orderIds, next);
        }
    }

    /// @inheritdoc IOrderEscrow
    function settle(SettlementTerms calldata settlement, bytes32 detailsHash) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderWord word, SettlementTerms memory terms) = _load(settlement, detailsHash);
        _requireNone(_faultOfSettling(terms.challengeWindow, orderId, word));
        // 2. effect + event
        _settleNow(terms, orderId, word);
    }

    /// @inheritdoc IOrderEscrow
    function settleBatch(SettlementGroup[] calldata groups) external nonReentrant {
        for (uint256 i; i < groups.length; ++i) {
            _settleGroup(groups[i]);
        }
    }

    /// @inheritdoc IOrderEscrow
    function collectFees(address integrator, address token) external nonReentrant {
        Fees memory fees = _fees[integrator][token];
        delete _fees[integrator][token];
        emit FeesCollected(integrator, token, fees.integrator, fees.protocol);
        _book(integrator, token, fees.integrator);
        _book(feeReceiver, token, fees.protocol);
    }

    /// @inheritdoc IOrderEscrow
    function feesOf(address integrator, address token)
        external
        view
        returns (uint128 integratorFees, uint128 protocolFees)
    {
        Fees storage fees = _fees[integrator][token];
        return (fees.integrator, fees.protocol);
    }

    /// @dev The provider's bare word is worth nothing unless somebody can contest it before somebody.
    function _checkOptimistic(bytes32 orderId, OrderWord word, bytes calldata proof) private view {
        if (!word.isContestable()) revert NoVerifier(orderId);
        if (msg.sender != word.claimer()) revert InvalidSender(msg.sender, word.claimer());
        if (proof.length != 0) revert LengthMismatch(proof.length, 0);
    }

    function _checkProof(address verifier, bytes32 digest, bytes calldata proof) private view {
        if (!IPayoutVerifier(verifier).verify(digest, proof)) revert ProofRejected(verifier);
    }

    function _checkBatch(address verifier, SubmissionGroup[] calldata groups, bytes calldata proof)
        private
        view
        returns (bytes32[] memory orderIds)
    {
        uint256 count;
        for (uint256 i; i < groups.length; ++i) {
            count += groups[i].items.length;
        }
        if (count == 0) revert AmountOutOfRange(0, 1);
        orderIds = new bytes32[](count);
        bytes32[] memory attestations = new bytes32[](count);
        uint256 next;
        for (uint256 i; i < groups.length; ++i) {
            next = _hashGroup(groups[i], orderIds, attestations, next);
        }
        _checkProof(verifier, OrderHash.hashItems(attestations), proof);
    }

    function _hashGroup(
        SubmissionGroup calldata group,
        bytes32[] memory orderIds,
        bytes32[] memory attestations,
        uint256 next
    ) private view returns (uint256) {
        SettlementTerms memory terms = OrderHash.loadShared(group.shared);
        Submission[] calldata items = group.items;
        for (uint256 i; i < items.length; ++i) {
            Submission calldata item = items[i];
            bytes32 orderId = _idOf(OrderHash.hashNext(terms, _offsetOf(item)), item.detailsHash);
            orderIds[next] = orderId;
            attestations[next++] = OrderHash.hashAttestation(orderId, item.provider, terms.payout, item.paidAt);
        }
        return next;
    }

    function _acceptGroup(
        address verifier,
        SubmissionGroup calldata group,
        bytes32[] memory orderIds,
        uint256 next
    ) private returns (uint256) {
        SettlementTerms memory terms = OrderHash.loadShared(group.shared);
        Submission[] calldata items = group.items;
        Tally memory tally;
        for (uint256 i; i < items.length; ++i) {
            Submission calldata item = items[i];
            bytes32 orderId = orderIds[next++];
            OrderWord word = _words[orderId];
            bytes4 reason = _reasonToSkip(terms.verifier, verifier, word, item.provider);
            if (reason != 0) {
                emit OrderSkipped(orderId, reason);
                continue;
            }
            terms.amount = item.amount;
            if (word.isInstant()) _settle(tally, terms, orderId, word);
            else _wait(terms, orderId, word, item.paidAt);
        }
        _post(tally, terms.token, terms.integrator);
        return next;
    }

    function _reasonToSkip(address verifier, address expected, OrderWord word, address provider)
        private
        pure
        returns (bytes4)
    {
        if (verifier != expected) return WrongVerifier.selector;
        if (word.status() != Status.Claimed) return WrongStatus.selector;
        if (word.claimer() != provider) return WrongProvider.selector;
        return 0;
    }

    function _settleGroup(SettlementGroup calldata group) private {
        SettlementTerms memory terms = OrderHash.loadShared(group.shared);
        Settlement[] calldata items = group.items;
        Tally memory tally;
        for (uint256 i; i < items.length; ++i) {
            // 1. check
            bytes32 orderId = _idOf(OrderHash.hashNext(terms, _offsetOf(items[i])), items[i].detailsHash);
            OrderWord word = _words[orderId];
            bytes memory fault = _faultOfSettling(terms.challengeWindow, orderId, word);
            // 2. effect + event
            if (fault.length == 0) _settle(tally, terms, orderId, word);
            else emit OrderSkipped(orderId, bytes4(fault));
        }
        _post(tally, terms.token, terms.integrator);
    }

    /// @dev The encoded error that keeps a submission from being settled; empty when nothing does.
    function _faultOfSettling(uint256 challengeWindow, bytes32 orderId, OrderWord word)
        private
        view
        returns (bytes memory)
    {
        if (word.status() != Status.Submitted) {
            return abi.encodeWithSelector(WrongStatus.selector, orderId, word.status(), Status.Submitted);
        }
        uint256 challengeBy = word.changedAt() + challengeWindow;
        if (block.timestamp <= challengeBy) {
            return abi.encodeWithSelector(TooEarly.selector, block.timestamp, challengeBy + 1);
        }
        return "";
    }

    /// @dev Opens the challenge window.
    function _wait(SettlementTerms memory terms, bytes32 orderId, OrderWord word, uint40 paidAt) private {
        address claimer = word.claimer();
        _words[orderId] = word.moveTo(Status.Submitted, claimer);
        emit OrderSubmitted(orderId, claimer, paidAt, uint40(block.timestamp + terms.challengeWindow));
    }

    function _offsetOf(Submission calldata item) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := item
        }
    }

    function _offsetOf(Settlement calldata item) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := item
        }
    }
}
