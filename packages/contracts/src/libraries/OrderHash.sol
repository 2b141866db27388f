// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, PayoutAttestation, RoutingTerms} from "../types/Order.sol";

/// @notice EIP-712 struct hashes of everything that is signed around an order.
library OrderHash {
    bytes internal constant ROUTING_TYPE =
        "RoutingTerms(address[] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow,uint256 salt)";
    bytes internal constant SETTLEMENT_TYPE =
        "SettlementTerms(address payer,address refundTo,address token,uint128 amount,uint128 payout,bytes32 corridor,bytes32 recipientHash,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,address arbiter,uint40 challengeWindow,uint40 reclaimAfter)";
    bytes internal constant ATTESTATION_TYPE =
        "PayoutAttestation(bytes32 orderId,address provider,bytes32 paymentReferenceHash,uint128 payout,uint40 paidAt)";

    bytes32 internal constant ROUTING_TYPEHASH = keccak256(ROUTING_TYPE);
    bytes32 internal constant SETTLEMENT_TYPEHASH = keccak256(SETTLEMENT_TYPE);
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        abi.encodePacked("Order(SettlementTerms settlement,RoutingTerms routing)", ROUTING_TYPE, SETTLEMENT_TYPE)
    );
    bytes32 internal constant CONFIRMATION_TYPEHASH = keccak256("Confirmation(bytes32 orderId)");
    bytes32 internal constant ATTESTATION_TYPEHASH = keccak256(ATTESTATION_TYPE);
    bytes32 internal constant BATCH_TYPEHASH =
        keccak256(abi.encodePacked("AttestationBatch(PayoutAttestation[] attestations)", ATTESTATION_TYPE));

    function hashOrderStruct(Order calldata order) internal pure returns (bytes32) {
        bytes32 settlement = keccak256(abi.encode(SETTLEMENT_TYPEHASH, order.settlement));
        return keccak256(abi.encode(ORDER_TYPEHASH, settlement, _hashRouting(order.routing)));
    }

    function hashConfirmation(bytes32 orderId) internal pure returns (bytes32) {
        return keccak256(abi.encode(CONFIRMATION_TYPEHASH, orderId));
    }

    function hashAttestation(PayoutAttestation calldata attestation) internal pure returns (bytes32) {
        return keccak256(abi.encode(ATTESTATION_TYPEHASH, attestation));
    }

    function hashBatch(PayoutAttestation[] calldata attestations) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](attestations.length);
        for (uint256 i; i < hashes.length; ++i) {
            hashes[i] = hashAttestation(attestations[i]);
        }
        return _hashItems(hashes);
    }

    /// @dev A batch of one.
    function hashSingle(PayoutAttestation calldata attestation) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = hashAttestation(attestation);
        return _hashItems(hashes);
    }

    function _hashItems(bytes32[] memory hashes) private pure returns (bytes32) {
        return keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(hashes))));
    }

    function _hashRouting(RoutingTerms calldata routing) private pure returns (bytes32) {
        bytes32 pinned = keccak256(abi.encodePacked(routing.pinned));
        return keccak256(
            abi.encode(ROUTING_TYPEHASH, pinned, routing.turnSeconds, routing.claimBy, routing.payWindow, routing.salt)
        );
    }
}
