// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, PartyTerms, PayoutAttestation, RoutingTerms, SettlementTerms} from "../types/Order.sol";

/// @notice EIP-712 struct hashes of everything that is signed around an order. They hash the words as they came: a caller
/// that needs clean ones checks them (see TermChecks.checkCanonical); a dirty word later never matches the stored id.
library OrderHash {
    // Literals: solc hashes a constant made of other constants anew at every use. The unit tests hash the types.
    // Order(SettlementTerms settlement,OrderDetails details), then the four types below
    bytes32 internal constant ORDER_TYPEHASH = 0xff3b190f0072d3021a07ce3886f6d78d1ba377bbd13adb5175bf6824e94c5bfa;
    // OrderDetails(RoutingTerms routing,PartyTerms parties), then PartyTerms and RoutingTerms
    bytes32 internal constant DETAILS_TYPEHASH = 0x7bfa75665670022dd6e3c1b17afda214b3cd229c54342f5a1126fb8f570b62e6;
    // PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)
    bytes32 internal constant PARTIES_TYPEHASH = 0x9cfa9b91102532e6deb277522649b8f533c98825bb3afc306a813ee0afc61dcf;
    // RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)
    bytes32 internal constant ROUTING_TYPEHASH = 0x467f4d05d650bd78662f357711750fd749a48b73e04e75bcc4e9abf1b6310242;
    // SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)
    bytes32 internal constant SETTLEMENT_TYPEHASH = 0xd3bf7cbb350fe24f78f16ec22d25343918efac0d91c8ebca15269ea5201b005c;
    // Confirmation(bytes32 orderId)
    bytes32 internal constant CONFIRMATION_TYPEHASH = 0xdc28e8c7c4a7106c2a9795d8a4dbfee9f3c4e02ad38938a10b734403b0adaf91;
    // PayoutAttestation(bytes32 orderId,address provider,uint128 payout,uint40 paidAt)
    bytes32 internal constant ATTESTATION_TYPEHASH = 0x6ca8abd6f9bc70a0e49a29ac7e57a75cf4e0f9f66007fab94bbb6fa15185fff0;
    // AttestationBatch(PayoutAttestation[] attestations), then PayoutAttestation
    bytes32 internal constant BATCH_TYPEHASH = 0x9bfe8e1c76d5dcfd4fec0d7f0666a6860d6bbad20c7abd8466bc6eb7390e96c3;

    /// @dev What Permit2 appends to its stub: the witness and, in alphabetical order, every type it refers to.
    string internal constant PERMIT2_WITNESS_TYPE =
        "Order witness)Order(SettlementTerms settlement,OrderDetails details)OrderDetails(RoutingTerms routing,PartyTerms parties)PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)TokenPermissions(address token,uint256 amount)";

    function hashSettlement(SettlementTerms calldata terms) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = SETTLEMENT_TYPEHASH;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, typeHash)
            calldatacopy(add(buffer, 32), terms, 256)
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
            mstore(add(buffer, 64), shr(96, shl(96, provider))) // assembly sees the bits that Solidity has not cleaned yet
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
