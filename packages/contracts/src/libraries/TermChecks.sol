// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {Order, PartyTerms, RoutingTerms, SettlementTerms} from "../types/Order.sol";

/// @notice The bounds of an order's terms.
library TermChecks {
    uint256 private constant MAX_INTEGRATOR_FEE_BPS = 1_000;
    uint256 private constant MAX_LIFETIME = 30 days;
    uint256 private constant MAX_WINDOW = 7 days;

    /// @notice Checks what create must not accept, but for the token.
    function check(Order calldata order, uint256 maxProtocolFeeBps) internal view {
        checkCanonical(order);
        _checkSettlement(order.settlement, maxProtocolFeeBps);
        _checkParties(order.parties);
        _checkRouting(order.routing, order.parties.reclaimAfter);
    }

    /// @notice Ids and events copy calldata as it comes, so no word may carry bits outside its type.
    function checkCanonical(Order calldata order) internal pure {
        uint256 dirty;
        assembly ("memory-safe") {
            let address_ := or(calldataload(order), calldataload(add(order, 0x20))) // token, integrator
            address_ := or(address_, calldataload(add(order, 0x80))) // verifier
            address_ := or(address_, calldataload(add(order, 0x120))) // pinned
            address_ := or(address_, or(calldataload(add(order, 0x140)), calldataload(add(order, 0x160))))
            address_ := or(address_, calldataload(add(order, 0x1e0))) // payer
            address_ := or(address_, or(calldataload(add(order, 0x200)), calldataload(add(order, 0x220)))) // refundTo, arbiter
            let feeBps := or(calldataload(add(order, 0x40)), calldataload(add(order, 0x60)))
            let time := or(calldataload(add(order, 0xa0)), calldataload(add(order, 0x180))) // challengeWindow, turnSeconds
            time := or(time, or(calldataload(add(order, 0x1a0)), calldataload(add(order, 0x1c0)))) // claimBy, payWindow
            time := or(time, calldataload(add(order, 0x240))) // reclaimAfter
            let value := or(calldataload(add(order, 0xc0)), calldataload(add(order, 0xe0))) // amount, payout
            dirty := or(or(shr(160, address_), shr(16, feeBps)), or(shr(40, time), shr(128, value)))
            dirty := or(dirty, shr(64, calldataload(add(order, 0x280)))) // salt
        }
        if (dirty != 0) revert IOrderEscrow.DirtyBits();
    }

    function _checkSettlement(SettlementTerms calldata terms, uint256 maxProtocolFeeBps) private pure {
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
    }

    function _checkParties(PartyTerms calldata parties) private view {
        if (parties.refundTo == address(0)) revert IOrderEscrow.ZeroAddress();
        if (parties.refundTo == address(this)) revert IOrderEscrow.InvalidReceiver(parties.refundTo);
        uint256 latest = block.timestamp + MAX_LIFETIME;
        if (parties.reclaimAfter > latest) revert IOrderEscrow.InvalidDeadline(parties.reclaimAfter, latest);
    }

    /// @dev A claim made at the last moment can still be paid before the payer may reclaim.
    function _checkRouting(RoutingTerms calldata routing, uint256 reclaimAfter) private view {
        if (routing.pinned[0] == address(0)) {
            if (routing.pinned[1] != address(0)) revert IOrderEscrow.InvalidPinned(routing.pinned[1], 1);
            if (routing.pinned[2] != address(0)) revert IOrderEscrow.InvalidPinned(routing.pinned[2], 2);
        } else {
            if (routing.turnSeconds == 0) revert IOrderEscrow.InvalidDeadline(0, 1);
            if (routing.pinned[1] == address(0) && routing.pinned[2] != address(0)) {
                revert IOrderEscrow.InvalidPinned(routing.pinned[2], 2);
            }
        }
        if (routing.claimBy <= block.timestamp) revert IOrderEscrow.InvalidDeadline(routing.claimBy, block.timestamp);
        if (routing.payWindow == 0 || routing.payWindow > MAX_WINDOW) {
            revert IOrderEscrow.InvalidDeadline(routing.payWindow, MAX_WINDOW);
        }
        uint256 earliest = uint256(routing.claimBy) + routing.payWindow;
        if (reclaimAfter < earliest) revert IOrderEscrow.InvalidDeadline(reclaimAfter, earliest);
    }
}
