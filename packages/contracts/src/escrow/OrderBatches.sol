// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {GroupHash} from "../libraries/GroupHash.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderSlot, OrderWord} from "../libraries/OrderWord.sol";
import {Settlement, SettlementGroup, SharedTerms, Status, Submission, SubmissionGroup} from "../types/Order.sol";
import {OrderPayouts} from "./OrderPayouts.sol";

/// @notice Many payouts at once: one proof, one account write per run of one provider's orders, one fee write per group.
abstract contract OrderBatches is OrderPayouts {
    /// @dev What a group's orders share and add up to. Sums are parts of a balance below 2^128.
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

    uint256 private constant SUBMISSION_LENGTH = 0xa0;
    uint256 private constant SETTLEMENT_LENGTH = 0x60;

    /// @inheritdoc IOrderEscrow
    /// @dev Hashes and settles in one pass, and asks the verifier last: a proof changes no state, and a refusal undoes everything.
    function submitBatch(address verifier, SubmissionGroup[] calldata groups, bytes calldata proof) external {
        // 1. check
        if (verifier == address(0)) revert ZeroAddress();
        bytes32[] memory attestations = _openHashes(groups);
        uint256 next;
        assembly ("memory-safe") {
            next := add(attestations, 32)
        }
        // 2. effect + event
        for (uint256 i; i < groups.length; ++i) {
            next = _acceptGroup(verifier, groups[i], next);
        }
        // 1. check, with the hashes at hand
        _checkProof(verifier, OrderHash.hashItems(attestations), proof);
    }

    /// @inheritdoc IOrderEscrow
    function settleBatch(SettlementGroup[] calldata groups) external {
        for (uint256 i; i < groups.length; ++i) {
            _settleGroup(groups[i]);
        }
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
        Tally memory tally = _openTally(group.shared);
        uint256 buffer = GroupHash.open(group.shared, _domainSeparator());
        (uint256 item, uint256 end) = _rangeOf(group);
        for (; item < end; item += SUBMISSION_LENGTH) {
            bytes32 orderId = GroupHash.hashOrder(buffer, item);
            bytes32 attestation = GroupHash.hashAttestation(buffer, item, orderId);
            assembly ("memory-safe") {
                mstore(next, attestation)
                next := add(next, 32)
            }
            OrderSlot storage slot = _slots[orderId];
            OrderWord word = slot.word;
            if (tally.verifier != verifier) emit OrderSkipped(orderId, WrongVerifier.selector);
            else if (!word.has(Status.Claimed)) emit OrderSkipped(orderId, WrongStatus.selector);
            else if (uint160(word.claimer()) != GroupHash.read(item + 0x60)) emit OrderSkipped(orderId, WrongProvider.selector);
            else if (word.isInstant()) _settleInto(tally, orderId, slot, word, GroupHash.read(item));
            else _wait(tally.challengeWindow, orderId, slot, word, GroupHash.read(item + 0x80));
        }
        _postTally(tally, group.shared.integrator);
        return next;
    }

    function _settleGroup(SettlementGroup calldata group) private {
        Tally memory tally = _openTally(group.shared);
        uint256 buffer = GroupHash.open(group.shared, _domainSeparator());
        (uint256 item, uint256 end) = _rangeOf(group);
        for (; item < end; item += SETTLEMENT_LENGTH) {
            // 1. check
            bytes32 orderId = GroupHash.hashOrder(buffer, item);
            OrderSlot storage slot = _slots[orderId];
            OrderWord word = slot.word;
            bytes memory fault = _faultOfSettling(tally.challengeWindow, orderId, word);
            // 2. effect + event
            if (fault.length == 0) _settleInto(tally, orderId, slot, word, GroupHash.read(item));
            else emit OrderSkipped(orderId, bytes4(fault));
        }
        _postTally(tally, group.shared.integrator);
    }

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

    // --- where a group's items lie in calldata

    function _rangeOf(SubmissionGroup calldata group) private pure returns (uint256 first, uint256 end) {
        Submission[] calldata items = group.items; // checked to lie inside calldata
        assembly ("memory-safe") {
            first := items.offset
            end := add(first, mul(items.length, SUBMISSION_LENGTH))
        }
    }

    function _rangeOf(SettlementGroup calldata group) private pure returns (uint256 first, uint256 end) {
        Settlement[] calldata items = group.items; // checked to lie inside calldata
        assembly ("memory-safe") {
            first := items.offset
            end := add(first, mul(items.length, SETTLEMENT_LENGTH))
        }
    }
}
