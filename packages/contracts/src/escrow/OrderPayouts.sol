// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {IPayoutVerifier} from "../interfaces/IPayoutVerifier.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderSlot, OrderWord} from "../libraries/OrderWord.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Order, SettlementTerms, Status} from "../types/Order.sol";
import {EscrowBase} from "./EscrowBase.sol";

/// @notice From a paid recipient to a credited provider: confirmed by the payer, proven, or unchallenged. Verifiers and ERC-1271
/// payers are asked by static calls, and no token is called, so nothing here takes the lock.
abstract contract OrderPayouts is EscrowBase {
    /// @inheritdoc IOrderEscrow
    function confirm(Order calldata order, bytes calldata signature) external {
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
    function settle(SettlementTerms calldata settlement, bytes32 detailsHash) external {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(settlement, detailsHash);
        _requireNone(_faultOfSettling(settlement.challengeWindow, orderId, word));
        // 2. effect + event
        _settleNow(settlement, orderId, slot, word);
    }

    /// @inheritdoc IOrderEscrow
    function collectFees(address integrator, address token) external {
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

    function _checkProof(address verifier, bytes32 digest, bytes calldata proof) internal view {
        if (!IPayoutVerifier(verifier).verify(digest, proof)) revert ProofRejected(verifier);
    }

    /// @dev The encoded error that keeps a submission from being settled; empty when nothing does.
    function _faultOfSettling(uint256 challengeWindow, bytes32 orderId, OrderWord word)
        internal
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
    function _wait(uint256 challengeWindow, bytes32 orderId, OrderSlot storage slot, OrderWord word, uint256 paidAt)
        internal
    {
        address claimer = word.claimer();
        slot.word = word.moveTo(Status.Submitted, claimer);
        emit OrderSubmitted(orderId, claimer, uint40(paidAt), uint40(block.timestamp + challengeWindow));
    }
}
