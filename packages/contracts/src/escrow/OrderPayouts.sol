// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {IPayoutVerifier} from "../interfaces/IPayoutVerifier.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderSlot, OrderWord} from "../libraries/OrderWord.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {
    Order,
    Settlement,
    SettlementGroup,
    SettlementTerms,
    SharedTerms,
    Status,
    Submission,
    SubmissionGroup
} from "../types/Order.sol";
import {EscrowBase} from "./EscrowBase.sol";

/// @notice From a paid recipient to a credited provider: confirmed by the payer, proven, or unchallenged.
abstract contract OrderPayouts is EscrowBase {
    struct Tally {
        address token;
        address verifier;
        uint256 challengeWindow;
        uint256 feeBps; // both rates
        address provider;
        uint256 unlocked;
        uint256 credited;
        uint256 integratorFees;
        uint256 protocolFees;
    }

    /// @inheritdoc IOrderEscrow
    function confirm(Order calldata order, bytes calldata signature) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        if (!word.has(Status.Submitted)) _checkStatus(orderId, word, Status.Claimed);
        address payer = order.parties.payer;
        if (msg.sender != payer || signature.length != 0) {
            bytes32 digest = _toDigest(OrderHash.hashConfirmation(orderId));
            if (!Signatures.isValid(payer, digest, signature)) revert InvalidSignature(orderId, payer);
        }
        // 2. effect + event
        _settleNow(order.settlement, orderId, slot, word);
    }

    /// @inheritdoc IOrderEscrow
    function submit(SettlementTerms calldata settlement, bytes32 detailsHash, uint40 paidAt, bytes calldata proof)
        external
        nonReentrant
    {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(settlement, detailsHash);
        _checkStatus(orderId, word, Status.Claimed);
        address verifier = settlement.verifier;
        if (verifier == address(0)) {
            _checkOptimistic(orderId, word, proof);
        } else {
            bytes32 attestation = OrderHash.hashAttestation(orderId, word.claimer(), settlement.payout, paidAt);
            _checkProof(verifier, OrderHash.hashSingle(attestation), proof);
        }
        // 2. effect + event
        if (word.isInstant()) _settleNow(settlement, orderId, slot, word);
        else _wait(settlement.challengeWindow, orderId, slot, word, paidAt);
    }

    /// @inheritdoc IOrderEscrow
    /// @dev Hashes and settles in one pass, and asks the verifier last: it sees no state that a proof could change, and a refusal
    /// undoes everything.
    function submitBatch(address verifier, SubmissionGroup[] calldata groups, bytes calldata proof)
        external
        nonReentrant
    {
        bytes32[] memory attestations = _openHashes(groups);
        uint256 next = _firstOf(attestations);
        // 2. effect + event
        for (uint256 i; i < groups.length; ++i) {
            next = _acceptGroup(verifier, groups[i], next);
        }
        // 1. check
        if (verifier == address(0)) revert ZeroAddress();
        _checkProof(verifier, OrderHash.hashItems(attestations), proof);
    }

    /// @inheritdoc IOrderEscrow
    function settle(SettlementTerms calldata settlement, bytes32 detailsHash) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(settlement, detailsHash);
        _requireNone(_faultOfSettling(settlement.challengeWindow, orderId, word));
        // 2. effect + event
        _settleNow(settlement, orderId, slot, word);
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

    /// @dev Room for the hash of every attestation of a batch.
    function _openHashes(SubmissionGroup[] calldata groups) private pure returns (bytes32[] memory attestations) {
        uint256 count;
        for (uint256 i; i < groups.length; ++i) {
            count += groups[i].items.length;
        }
        if (count == 0) revert AmountOutOfRange(0, 1);
        attestations = new bytes32[](count);
    }

    /// @dev Accepts what it can of a group and writes the attestations' hashes from memory offset `next` on.
    /// @return the offset after the last one
    function _acceptGroup(address verifier, SubmissionGroup calldata group, uint256 next) private returns (uint256) {
        uint256 buffer = OrderHash.loadShared(group.shared);
        Submission[] calldata items = group.items;
        Tally memory tally = _openTally(group.shared);
        for (uint256 i; i < items.length; ++i) {
            Submission calldata item = _itemOf(items, i);
            bytes32 orderId = _idOf(OrderHash.hashNext(buffer, _offsetOf(item)), item.detailsHash);
            bytes32 attestation = OrderHash.hashAttestation(orderId, item.provider, item.payout, item.paidAt);
            assembly ("memory-safe") {
                mstore(next, attestation)
                next := add(next, 32)
            }
            OrderSlot storage slot = _slots[orderId];
            OrderWord word = slot.word;
            if (tally.verifier != verifier) emit OrderSkipped(orderId, WrongVerifier.selector);
            else if (!word.has(Status.Claimed)) emit OrderSkipped(orderId, WrongStatus.selector);
            else if (word.claimer() != item.provider) emit OrderSkipped(orderId, WrongProvider.selector);
            else if (word.isInstant()) _settleInto(tally, orderId, slot, word, item.amount);
            else _wait(tally.challengeWindow, orderId, slot, word, item.paidAt);
        }
        _postTally(tally, group.shared.integrator);
        return next;
    }

    function _settleGroup(SettlementGroup calldata group) private {
        uint256 buffer = OrderHash.loadShared(group.shared);
        Settlement[] calldata items = group.items;
        Tally memory tally = _openTally(group.shared);
        for (uint256 i; i < items.length; ++i) {
            // 1. check
            Settlement calldata item = _itemOf(items, i);
            bytes32 orderId = _idOf(OrderHash.hashNext(buffer, _offsetOf(item)), item.detailsHash);
            OrderSlot storage slot = _slots[orderId];
            OrderWord word = slot.word;
            bytes memory fault = _faultOfSettling(tally.challengeWindow, orderId, word);
            // 2. effect + event
            if (fault.length == 0) _settleInto(tally, orderId, slot, word, item.amount);
            else emit OrderSkipped(orderId, bytes4(fault));
        }
        _postTally(tally, group.shared.integrator);
    }

    // --- what the orders of a group add up to: one account write per run of one provider's orders, one fee write

    function _openTally(SharedTerms calldata shared) private pure returns (Tally memory tally) {
        tally.token = shared.token;
        tally.verifier = shared.verifier;
        tally.challengeWindow = shared.challengeWindow;
        tally.feeBps = _joinFees(shared.integratorFeeBps, shared.protocolFeeBps);
    }

    function _settleInto(Tally memory tally, bytes32 orderId, OrderSlot storage slot, OrderWord word, uint256 amount)
        private
    {
        address claimer = word.claimer();
        if (tally.provider != claimer) {
            _postProvider(tally);
            tally.provider = claimer;
        }
        (uint256 credited, uint256 integratorFee, uint256 protocolFee) =
            _settle(orderId, slot, word, amount, tally.feeBps);
        unchecked {
            // Parts of a balance below 2^128.
            uint256 bond = _bondOf(amount);
            tally.unlocked += bond;
            tally.credited += credited + bond;
            tally.integratorFees += integratorFee;
            tally.protocolFees += protocolFee;
        }
    }

    function _postTally(Tally memory tally, address integrator) private {
        _postProvider(tally);
        _accrue(integrator, tally.token, tally.integratorFees, tally.protocolFees);
    }

    function _postProvider(Tally memory tally) private {
        if (tally.provider == address(0)) return;
        _unlock(tally.provider, tally.token, tally.unlocked, tally.credited);
        (tally.unlocked, tally.credited) = (0, 0);
    }

    /// @dev The encoded error that keeps a submission from being settled; empty when nothing does.
    function _faultOfSettling(uint256 challengeWindow, bytes32 orderId, OrderWord word)
        private
        view
        returns (bytes memory)
    {
        if (!word.has(Status.Submitted)) {
            return abi.encodeWithSelector(WrongStatus.selector, orderId, word.status(), Status.Submitted);
        }
        uint256 challengeBy = word.changedAt() + challengeWindow;
        if (block.timestamp <= challengeBy) {
            return abi.encodeWithSelector(TooEarly.selector, block.timestamp, challengeBy + 1);
        }
        return "";
    }

    /// @dev Opens the challenge window.
    function _wait(uint256 challengeWindow, bytes32 orderId, OrderSlot storage slot, OrderWord word, uint40 paidAt)
        private
    {
        address claimer = word.claimer();
        slot.word = word.moveTo(Status.Submitted, claimer);
        emit OrderSubmitted(orderId, claimer, paidAt, uint40(block.timestamp + challengeWindow));
    }

    // --- calldata and memory positions, without the bounds checks of indexing inside a loop that ends at the length

    function _itemOf(Submission[] calldata items, uint256 index) private pure returns (Submission calldata item) {
        assembly ("memory-safe") {
            item := add(items.offset, mul(index, 160))
        }
    }

    function _itemOf(Settlement[] calldata items, uint256 index) private pure returns (Settlement calldata item) {
        assembly ("memory-safe") {
            item := add(items.offset, mul(index, 96))
        }
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

    function _firstOf(bytes32[] memory items) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := add(items, 32)
        }
    }
}
