// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderSlot, OrderWord} from "../libraries/OrderWord.sol";
import {ClaimRequest, FailureCause, Order, RoutingTerms, SettlementTerms, Status} from "../types/Order.sol";
import {EscrowBase} from "./EscrowBase.sol";

/// @notice Taking an order, and giving it back. Only the registry is called, before any effect, so nothing here takes the lock.
abstract contract OrderClaims is EscrowBase {
    uint256 private constant MAX_PINNED = 3;
    uint256 private constant GIVE_UP_DIVISOR = 20;
    uint256 private constant EXPIRY_DIVISOR = 2;

    /// @inheritdoc IOrderEscrow
    function claim(
        SettlementTerms calldata settlement,
        RoutingTerms calldata routing,
        bytes32 partiesHash,
        bytes32 route
    ) external {
        (, bytes memory fault) = _claim(settlement, routing, partiesHash, route);
        _requireNone(fault);
    }

    /// @inheritdoc IOrderEscrow
    function claimBatch(ClaimRequest[] calldata requests) external {
        for (uint256 i; i < requests.length; ++i) {
            ClaimRequest calldata request = requests[i];
            (bytes32 orderId, bytes memory fault) =
                _claim(request.settlement, request.routing, request.partiesHash, request.route);
            if (fault.length != 0) emit OrderSkipped(orderId, bytes4(fault));
        }
    }

    /// @inheritdoc IOrderEscrow
    function giveUp(Order calldata order, FailureCause cause) external {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        _checkStatus(orderId, word, Status.Claimed);
        if (msg.sender != word.claimer()) revert InvalidSender(msg.sender, word.claimer());
        if (cause < FailureCause.RecipientRejected) revert WrongCause(cause);
        uint256 payBy = word.changedAt() + order.routing.payWindow;
        if (block.timestamp > payBy) revert TooLate(block.timestamp, payBy); // an expired claim costs more
        // 2. effect + event
        _reopen(order, orderId, slot, word, GIVE_UP_DIVISOR, cause);
    }

    /// @inheritdoc IOrderEscrow
    function expireClaim(Order calldata order) external {
        // 1. check
        (bytes32 orderId, OrderSlot storage slot, OrderWord word) = _load(order);
        _checkStatus(orderId, word, Status.Claimed);
        uint256 payBy = word.changedAt() + order.routing.payWindow;
        if (block.timestamp <= payBy) revert TooEarly(block.timestamp, payBy + 1);
        // 2. effect + event
        _reopen(order, orderId, slot, word, EXPIRY_DIVISOR, FailureCause.Expired);
    }

    /// @dev The encoded error that kept the order from being claimed; empty when it was claimed.
    function _claim(
        SettlementTerms calldata settlement,
        RoutingTerms calldata routing,
        bytes32 partiesHash,
        bytes32 route
    ) private returns (bytes32 orderId, bytes memory fault) {
        // 1. check
        OrderSlot storage slot;
        OrderWord word;
        (orderId, slot, word) =
            _load(settlement, OrderHash.hashDetails(OrderHash.hashRouting(routing), partiesHash));
        fault = _faultOfClaim(orderId, word, routing);
        if (fault.length != 0) return (orderId, fault);
        // 2. effect + event
        uint256 bond = _bondOf(settlement.amount);
        fault = _tryLock(msg.sender, settlement.token, bond);
        if (fault.length != 0) return (orderId, fault);
        slot.word = word.moveTo(Status.Claimed, msg.sender);
        unchecked {
            emit OrderClaimed(orderId, msg.sender, route, uint128(bond), uint40(block.timestamp + routing.payWindow));
        }
    }

    function _faultOfClaim(bytes32 orderId, OrderWord word, RoutingTerms calldata routing)
        private
        view
        returns (bytes memory)
    {
        if (!word.has(Status.Open)) {
            return abi.encodeWithSelector(WrongStatus.selector, orderId, word.status(), Status.Open);
        }
        if (block.timestamp >= routing.claimBy) {
            return abi.encodeWithSelector(TooLate.selector, block.timestamp, routing.claimBy);
        }
        if (routing.pinned[0] != address(0)) {
            (address expected, uint256 until) = _turnOf(routing, word.createdAt());
            if (expected != address(0) && expected != msg.sender) {
                return abi.encodeWithSelector(NotYourTurn.selector, msg.sender, expected, until);
            }
        }
        if (!IProviderRegistry(registry).isActive(msg.sender, routing.corridor)) {
            return abi.encodeWithSelector(NotRegistered.selector, msg.sender, routing.corridor);
        }
        return "";
    }

    /// @dev Whose turn it is, and until when; zero when the pinned turns are over.
    function _turnOf(RoutingTerms calldata routing, uint256 createdAt)
        private
        view
        returns (address expected, uint256 until)
    {
        uint256 turn = (block.timestamp - createdAt) / routing.turnSeconds;
        if (turn >= MAX_PINNED) return (address(0), 0);
        return (routing.pinned[turn], createdAt + (turn + 1) * routing.turnSeconds);
    }

    /// @dev Back to Open; 1/divisor of the bond, rounded up, goes to the account of `refundTo`.
    function _reopen(
        Order calldata order,
        bytes32 orderId,
        OrderSlot storage slot,
        OrderWord word,
        uint256 divisor,
        FailureCause cause
    ) private {
        slot.word = word.moveTo(Status.Open, address(0));
        uint256 penalty = (_bondOf(order.settlement.amount) + divisor - 1) / divisor;
        _releaseBond(order.settlement, order.parties.refundTo, orderId, word.claimer(), penalty);
        emit OrderFailed(orderId, word.claimer(), cause);
    }
}
