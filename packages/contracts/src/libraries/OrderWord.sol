// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderState, Status} from "../types/Order.sol";

/// @notice An order's whole state in one storage word:
/// claimer (160) | createdAt (40) | changedAt (40) | status (8) | instant (1) | contestable (1), lowest bits first.
type OrderWord is uint256;

using OrderWords for OrderWord global;

/// @notice Where an order's word is kept, so that a step finds the slot once.
struct OrderSlot {
    OrderWord word;
}

/// @notice Reads and moves order words.
library OrderWords {
    uint256 private constant CREATED_AT = 160;
    uint256 private constant CHANGED_AT = 200;
    uint256 private constant STATUS = 240;
    uint256 private constant INSTANT = 1 << 248;
    uint256 private constant CONTESTABLE = 1 << 249;
    // What no transition changes: the time of creation and the two facts decided then.
    uint256 private constant KEPT = (uint256(type(uint40).max) << CREATED_AT) | INSTANT | CONTESTABLE;

    /// @notice A new order's word.
    /// @param instant a proven payout of it settles without a challenge window
    /// @param contestable it has an arbiter and a challenge window
    function open(bool instant, bool contestable) internal view returns (OrderWord) {
        uint256 word = (block.timestamp << CREATED_AT) | (block.timestamp << CHANGED_AT)
            | (uint256(Status.Open) << STATUS);
        if (instant) word |= INSTANT;
        if (contestable) word |= CONTESTABLE;
        return OrderWord.wrap(word);
    }

    /// @notice The word after a transition now.
    function moveTo(OrderWord self, Status next, address newClaimer) internal view returns (OrderWord) {
        return OrderWord.wrap(
            (OrderWord.unwrap(self) & KEPT) | (block.timestamp << CHANGED_AT) | (uint256(next) << STATUS)
                | uint160(newClaimer)
        );
    }

    /// @notice Whether the order has this status; cheaper than reading it.
    function has(OrderWord self, Status expected) internal pure returns (bool) {
        return uint8(OrderWord.unwrap(self) >> STATUS) == uint8(expected);
    }

    function status(OrderWord self) internal pure returns (Status) {
        return Status(uint8(OrderWord.unwrap(self) >> STATUS));
    }

    function claimer(OrderWord self) internal pure returns (address) {
        return address(uint160(OrderWord.unwrap(self)));
    }

    function createdAt(OrderWord self) internal pure returns (uint256) {
        return uint40(OrderWord.unwrap(self) >> CREATED_AT);
    }

    function changedAt(OrderWord self) internal pure returns (uint256) {
        return uint40(OrderWord.unwrap(self) >> CHANGED_AT);
    }

    function isInstant(OrderWord self) internal pure returns (bool) {
        return OrderWord.unwrap(self) & INSTANT != 0;
    }

    function isContestable(OrderWord self) internal pure returns (bool) {
        return OrderWord.unwrap(self) & CONTESTABLE != 0;
    }

    function toState(OrderWord self) internal pure returns (OrderState memory) {
        return OrderState(status(self), claimer(self), uint40(createdAt(self)), uint40(changedAt(self)));
    }
}
