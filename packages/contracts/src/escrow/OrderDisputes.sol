// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {OrderSlot, OrderWord} from "../libraries/OrderWord.sol";
import {FailureCause, Order, PartyTerms, Ruling, SettlementTerms, Status} from "../types/Order.sol";
import {EscrowBase} from "./EscrowBase.sol";

/// @notice A contested payout, and the payer's way out.
abstract contract OrderDisputes is EscrowBase {
    uint256 private constant DISPUTE_WINDOW = 7 days;

    /// @inheritdoc IOrderEscrow
    function challenge(Order calldata order, bytes32 evidenceHash) external {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        PartyTerms calldata parties = order.parties;
        _checkStatus(orderId, word, Status.Submitted);
        if (msg.sender != parties.payer) revert InvalidSender(msg.sender, parties.payer);
        if (parties.arbiter == address(0)) revert NoArbiter(orderId);
        uint256 challengeBy = word.changedAt() + terms.challengeWindow;
        if (block.timestamp > challengeBy) revert TooLate(block.timestamp, challengeBy);
        // 2. effect + event
        _requireNone(_tryLock(msg.sender, terms.token, _bondOf(terms.amount)));
        slot.word = word.moveTo(Status.Disputed, word.claimer());
        emit OrderChallenged(orderId, msg.sender, evidenceHash, uint40(block.timestamp + DISPUTE_WINDOW));
    }

    /// @inheritdoc IOrderEscrow
    function resolve(Order calldata order, Ruling ruling, bytes32 evidenceHash) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        PartyTerms calldata parties = order.parties;
        _checkStatus(orderId, word, Status.Disputed);
        if (msg.sender != parties.arbiter) revert InvalidSender(msg.sender, parties.arbiter);
        uint256 resolveBy = word.changedAt() + DISPUTE_WINDOW;
        if (block.timestamp > resolveBy) revert TooLate(block.timestamp, resolveBy);
        // 2. effect + event
        emit OrderResolved(orderId, msg.sender, ruling, evidenceHash);
        uint256 bond = _bondOf(terms.amount);
        if (ruling == Ruling.PayClaimer) {
            _unlock(parties.payer, terms.token, bond, 0);
            _book(word.claimer(), terms.token, bond);
            _settleNow(terms, orderId, slot, word);
        } else {
            _unlock(parties.payer, terms.token, bond, bond);
            _releaseBond(terms, parties.refundTo, orderId, word.claimer(), bond);
            // 3. interaction
            _refund(terms, parties.refundTo, orderId, slot, word);
        }
    }

    /// @inheritdoc IOrderEscrow
    function resolveByDefault(Order calldata order) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        PartyTerms calldata parties = order.parties;
        _checkStatus(orderId, word, Status.Disputed);
        uint256 resolveBy = word.changedAt() + DISPUTE_WINDOW;
        if (block.timestamp <= resolveBy) revert TooEarly(block.timestamp, resolveBy + 1);
        // 2. effect + event
        uint256 bond = _bondOf(terms.amount);
        _unlock(parties.payer, terms.token, bond, bond);
        if (terms.verifier != address(0)) {
            emit OrderResolved(orderId, address(0), Ruling.PayClaimer, 0);
            _settleNow(terms, orderId, slot, word);
        } else {
            emit OrderResolved(orderId, address(0), Ruling.RefundPayer, 0);
            _releaseBond(terms, parties.refundTo, orderId, word.claimer(), 0);
            // 3. interaction
            _refund(terms, parties.refundTo, orderId, slot, word);
        }
    }

    /// @inheritdoc IOrderEscrow
    function reclaim(Order calldata order) external nonReentrant {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        SettlementTerms calldata terms = order.settlement;
        PartyTerms calldata parties = order.parties;
        _checkStatus(orderId, word, Status.Open);
        if (block.timestamp < parties.reclaimAfter) revert TooEarly(block.timestamp, parties.reclaimAfter);
        // 2. effect + event
        emit OrderFailed(orderId, address(0), FailureCause.Unclaimed);
        // 3. interaction
        _refund(terms, parties.refundTo, orderId, slot, word);
    }
}
