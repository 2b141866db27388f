// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SharedTerms} from "../types/Order.sol";
import {OrderHash} from "./OrderHash.sol";

/// @notice Hashes the orders of a group, which share most words, in one buffer that is laid out once:
/// settlement terms (0x000) | order (0x120) | digest prefix and domain (0x19e) | attestation (0x1e0).
/// Items are read raw: a dirty word gives an id or an attestation that nobody knows.
library GroupHash {
    /// @notice Lays out the buffer.
    function open(SharedTerms calldata shared, bytes32 domainSeparator) internal pure returns (uint256 buffer) {
        bytes32 settlementType = OrderHash.SETTLEMENT_TYPEHASH;
        bytes32 orderType = OrderHash.ORDER_TYPEHASH;
        bytes32 attestationType = OrderHash.ATTESTATION_TYPEHASH;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(0x40, add(buffer, 0x280))
            mstore(buffer, settlementType)
            calldatacopy(add(buffer, 0x20), shared, 0xc0)
            mstore(add(buffer, 0x120), orderType)
            mstore(add(buffer, 0x180), 0x1901) // its last two bytes, at 0x19e, are the prefix
            mstore(add(buffer, 0x1a0), domainSeparator)
            mstore(add(buffer, 0x1e0), attestationType)
        }
    }

    /// @notice The id of an order.
    /// @param item calldata offset of its amount, payout and details hash
    function hashOrder(uint256 buffer, uint256 item) internal pure returns (bytes32 orderId) {
        assembly ("memory-safe") {
            calldatacopy(add(buffer, 0xe0), item, 0x40)
            mstore(add(buffer, 0x140), keccak256(buffer, 0x120))
            calldatacopy(add(buffer, 0x160), add(item, 0x40), 0x20)
            mstore(add(buffer, 0x1c0), keccak256(add(buffer, 0x120), 0x60))
            orderId := keccak256(add(buffer, 0x19e), 66)
        }
    }

    /// @notice The hash of the attestation of the order that was hashed last.
    /// @param item calldata offset of its Submission
    function hashAttestation(uint256 buffer, uint256 item, bytes32 orderId) internal pure returns (bytes32 structHash) {
        assembly ("memory-safe") {
            mstore(add(buffer, 0x200), orderId)
            calldatacopy(add(buffer, 0x220), add(item, 0x60), 0x20) // provider
            mstore(add(buffer, 0x240), mload(add(buffer, 0x100))) // payout
            calldatacopy(add(buffer, 0x260), add(item, 0x80), 0x20) // paidAt
            structHash := keccak256(add(buffer, 0x1e0), 0xa0)
        }
    }

    /// @notice A word of calldata.
    function read(uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
    }
}
