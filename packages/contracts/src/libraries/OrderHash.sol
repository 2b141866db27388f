// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, PartyTerms, PayoutAttestation, RoutingTerms, SettlementTerms, SharedTerms} from "../types/Order.sol";

/// @notice EIP-712 struct hashes of everything that is signed around an order. They hash the words as they came: a caller
/// that needs clean ones checks them (see TermChecks.checkCanonical); a dirty word later never matches the stored id.
library OrderHash {
    string internal constant DETAILS_TYPE = "OrderDetails(RoutingTerms routing,PartyTerms parties)";
    string internal constant PARTIES_TYPE =
        "PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)";
    string internal constant ROUTING_TYPE =
        "RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)";
    string internal constant SETTLEMENT_TYPE =
        "SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)";
    string internal constant ATTESTATION_TYPE =
        "PayoutAttestation(bytes32 orderId,address provider,uint128 payout,uint40 paidAt)";
    /// @dev What Permit2 appends to its stub: the witness and, in alphabetical order, every type it refers to.
    string internal constant PERMIT2_WITNESS_TYPE =
        "Order witness)Order(SettlementTerms settlement,OrderDetails details)OrderDetails(RoutingTerms routing,PartyTerms parties)PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)TokenPermissions(address token,uint256 amount)";

    bytes32 internal constant DETAILS_TYPEHASH = keccak256(abi.encodePacked(DETAILS_TYPE, PARTIES_TYPE, ROUTING_TYPE));
    bytes32 internal constant PARTIES_TYPEHASH = keccak256(bytes(PARTIES_TYPE));
    bytes32 internal constant ROUTING_TYPEHASH = keccak256(bytes(ROUTING_TYPE));
    bytes32 internal constant SETTLEMENT_TYPEHASH = keccak256(bytes(SETTLEMENT_TYPE));
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        abi.encodePacked(
            "Order(SettlementTerms settlement,OrderDetails details)",
            DETAILS_TYPE,
            PARTIES_TYPE,
            ROUTING_TYPE,
            SETTLEMENT_TYPE
        )
    );
    bytes32 internal constant CONFIRMATION_TYPEHASH = keccak256("Confirmation(bytes32 orderId)");
    bytes32 internal constant ATTESTATION_TYPEHASH = keccak256(bytes(ATTESTATION_TYPE));
    bytes32 internal constant BATCH_TYPEHASH =
        keccak256(abi.encodePacked("AttestationBatch(PayoutAttestation[] attestations)", ATTESTATION_TYPE));

    function hashSettlement(SettlementTerms calldata terms) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = SETTLEMENT_TYPEHASH;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, typeHash)
            calldatacopy(add(buffer, 32), terms, 256)
            structHash := keccak256(buffer, 288)
        }
    }

    /// @notice A buffer that holds what the settlement terms of a group's orders share; `hashNext` fills in the rest.
    function loadShared(SharedTerms calldata shared) internal pure returns (uint256 buffer) {
        bytes32 typeHash = SETTLEMENT_TYPEHASH;
        assembly ("memory-safe") {
            buffer := mload(0x40)
            mstore(buffer, typeHash)
            calldatacopy(add(buffer, 32), shared, 192)
            mstore(0x40, add(buffer, 288))
        }
    }

    /// @notice The hash of the settlement terms of one order of a group.
    /// @param buffer from `loadShared`
    /// @param item calldata offset of the order's `amount` and `payout`
    function hashNext(uint256 buffer, uint256 item) internal pure returns (bytes32 structHash) {
        assembly ("memory-safe") {
            calldatacopy(add(buffer, 224), item, 64)
            structHash := keccak256(buffer, 288)
        }
    }

    function hashRouting(RoutingTerms calldata routing) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = ROUTING_TYPEHASH;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            calldatacopy(buffer, add(routing, 32), 96)
            let pinned := keccak256(buffer, 96)
            mstore(buffer, typeHash)
            mstore(add(buffer, 32), calldataload(routing))
            mstore(add(buffer, 64), pinned)
            calldatacopy(add(buffer, 96), add(routing, 128), 96)
            structHash := keccak256(buffer, 192)
        }
    }

    function hashParties(PartyTerms calldata parties) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = PARTIES_TYPEHASH;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, typeHash)
            calldatacopy(add(buffer, 32), parties, 192)
            structHash := keccak256(buffer, 224)
        }
    }

    function hashDetails(bytes32 routingHash, bytes32 partiesHash) internal pure returns (bytes32) {
        return _hash3(DETAILS_TYPEHASH, routingHash, partiesHash);
    }

    /// @notice The order's struct hash; its EIP-712 digest is the order id.
    function hashOrder(bytes32 settlementHash, bytes32 detailsHash) internal pure returns (bytes32) {
        return _hash3(ORDER_TYPEHASH, settlementHash, detailsHash);
    }

    /// @notice The details hash of a whole order.
    function hashDetailsOf(Order calldata order) internal pure returns (bytes32) {
        return hashDetails(hashRouting(order.routing), hashParties(order.parties));
    }

    function hashConfirmation(bytes32 orderId) internal pure returns (bytes32) {
        return keccak256(abi.encode(CONFIRMATION_TYPEHASH, orderId));
    }

    function hashAttestation(bytes32 orderId, address provider, uint256 payout, uint256 paidAt)
        internal
        pure
        returns (bytes32 structHash)
    {
        bytes32 typeHash = ATTESTATION_TYPEHASH;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, typeHash)
            mstore(add(buffer, 32), orderId)
            mstore(add(buffer, 64), provider)
            mstore(add(buffer, 96), payout)
            mstore(add(buffer, 128), paidAt)
            structHash := keccak256(buffer, 160)
        }
    }

    function hashBatch(PayoutAttestation[] calldata attestations) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](attestations.length);
        for (uint256 i; i < hashes.length; ++i) {
            PayoutAttestation calldata item = attestations[i];
            hashes[i] = hashAttestation(item.orderId, item.provider, item.payout, item.paidAt);
        }
        return hashItems(hashes);
    }

    /// @notice The struct hash of a batch of attestation hashes.
    function hashItems(bytes32[] memory hashes) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = BATCH_TYPEHASH;
        assembly ("memory-safe") {
            mstore(0x20, keccak256(add(hashes, 32), shl(5, mload(hashes))))
            mstore(0, typeHash)
            structHash := keccak256(0, 64)
        }
    }

    /// @notice The struct hash of a batch of one.
    function hashSingle(bytes32 attestationHash) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = BATCH_TYPEHASH;
        assembly ("memory-safe") {
            mstore(0, attestationHash)
            mstore(0x20, keccak256(0, 32))
            mstore(0, typeHash)
            structHash := keccak256(0, 64)
        }
    }

    function _hash3(bytes32 first, bytes32 second, bytes32 third) private pure returns (bytes32 structHash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, first)
            mstore(add(buffer, 32), second)
            mstore(add(buffer, 64), third)
            structHash := keccak256(buffer, 96)
        }
    }
}
