// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {RoutingTerms, SettlementTerms} from "../types/Order.sol";

/// @notice The bounds of an order's terms.
library TermChecks {
    uint256 private constant MAX_INTEGRATOR_FEE_BPS = 1_000;
    uint256 private constant MAX_PINNED = 3;
    uint256 private constant MAX_LIFETIME = 30 days;
    uint256 private constant MAX_WINDOW = 7 days;

    /// @notice Checks what create must not accept, but for the token.
    function checkSettlement(SettlementTerms calldata terms, uint256 maxProtocolFeeBps) internal view {
        if (terms.refundTo == address(0)) revert IOrderEscrow.ZeroAddress();
        if (terms.refundTo == address(this)) revert IOrderEscrow.InvalidReceiver(terms.refundTo);
        if (terms.amount == 0) revert IOrderEscrow.AmountOutOfRange(0, 1);
        if (terms.payout == 0) revert IOrderEscrow.AmountOutOfRange(0, 1);
        if (terms.integratorFeeBps > MAX_INTEGRATOR_FEE_BPS) {
            revert IOrderEscrow.FeeTooHigh(terms.integratorFeeBps, MAX_INTEGRATOR_FEE_BPS);
        }
        if (terms.integratorFeeBps != 0 && terms.integrator == address(0)) revert IOrderEscrow.ZeroAddress();
        if (terms.protocolFeeBps > maxProtocolFeeBps) {
            revert IOrderEscrow.FeeTooHigh(terms.protocolFeeBps, maxProtocolFeeBps);
        }
        if (terms.challengeWindow > MAX_WINDOW) revert IOrderEscrow.InvalidDeadline(terms.challengeWindow, MAX_WINDOW);
        uint256 latest = block.timestamp + MAX_LIFETIME;
        if (terms.reclaimAfter > latest) revert IOrderEscrow.InvalidDeadline(terms.reclaimAfter, latest);
    }

    /// @notice A claim made at the last moment can still be paid before the payer may reclaim.
    function checkRouting(RoutingTerms calldata routing, uint256 reclaimAfter) internal view {
        if (routing.pinned.length > MAX_PINNED) revert IOrderEscrow.TooManyPinned(routing.pinned.length, MAX_PINNED);
        if (routing.pinned.length != 0 && routing.turnSeconds == 0) revert IOrderEscrow.InvalidDeadline(0, 1);
        if (routing.claimBy <= block.timestamp) revert IOrderEscrow.InvalidDeadline(routing.claimBy, block.timestamp);
        if (routing.payWindow == 0 || routing.payWindow > MAX_WINDOW) {
            revert IOrderEscrow.InvalidDeadline(routing.payWindow, MAX_WINDOW);
        }
        uint256 earliest = uint256(routing.claimBy) + routing.payWindow;
        if (reclaimAfter < earliest) revert IOrderEscrow.InvalidDeadline(reclaimAfter, earliest);
    }

    /// @notice Keeps everybody but the pinned provider out of its turn.
    function checkTurn(RoutingTerms calldata routing, uint256 createdAt) internal view {
        if (routing.pinned.length == 0) return;
        uint256 turn = (block.timestamp - createdAt) / routing.turnSeconds;
        if (turn >= routing.pinned.length || msg.sender == routing.pinned[turn]) return;
        revert IOrderEscrow.NotYourTurn(msg.sender, routing.pinned[turn], createdAt + (turn + 1) * routing.turnSeconds);
    }
}
