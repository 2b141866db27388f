// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Order, PartyTerms, PayoutAttestation, RoutingTerms, SettlementTerms} from "../../src/types/Order.sol";

/// @notice EIP-712 struct hashes by the definition, with the type strings written out: what the escrow's assembly must equal.
library TermHash {
    string internal constant SETTLEMENT =
        "SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)";
    string internal constant ROUTING =
        "RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)";
    string internal constant PARTIES =
        "PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)";
    string internal constant DETAILS = "OrderDetails(RoutingTerms routing,PartyTerms parties)";
    string internal constant ORDER = "Order(SettlementTerms settlement,OrderDetails details)";
    string internal constant ATTESTATION =
        "PayoutAttestation(bytes32 orderId,address provider,uint128 payout,uint40 paidAt)";
    string internal constant BATCH = "AttestationBatch(PayoutAttestation[] attestations)";

    function settlement(SettlementTerms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(bytes(SETTLEMENT)), terms));
    }

    function routing(RoutingTerms memory terms) internal pure returns (bytes32) {
        bytes32 pinned = keccak256(abi.encode(terms.pinned));
        return keccak256(
            abi.encode(
                keccak256(bytes(ROUTING)), terms.corridor, pinned, terms.turnSeconds, terms.claimBy, terms.payWindow
            )
        );
    }

    function parties(PartyTerms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(bytes(PARTIES)), terms));
    }

    function details(Order memory terms) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256(bytes.concat(bytes(DETAILS), bytes(PARTIES), bytes(ROUTING)));
        return keccak256(abi.encode(typeHash, routing(terms.routing), parties(terms.parties)));
    }

    function order(Order memory terms) internal pure returns (bytes32) {
        bytes32 typeHash =
            keccak256(bytes.concat(bytes(ORDER), bytes(DETAILS), bytes(PARTIES), bytes(ROUTING), bytes(SETTLEMENT)));
        return keccak256(abi.encode(typeHash, settlement(terms.settlement), details(terms)));
    }

    function attestation(PayoutAttestation memory item) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(bytes(ATTESTATION)), item));
    }

    function batch(bytes32[] memory attestations) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256(bytes.concat(bytes(BATCH), bytes(ATTESTATION)));
        return keccak256(abi.encode(typeHash, keccak256(abi.encodePacked(attestations))));
    }
}
