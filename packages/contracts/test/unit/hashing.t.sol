// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice Ids re-derived from the EIP-712 definition, with the type strings written out.
contract HashingTest is EscrowTest {
    string private constant ROUTING =
        "RoutingTerms(address[] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow,uint256 salt)";
    string private constant SETTLEMENT =
        "SettlementTerms(address payer,address refundTo,address token,uint128 amount,uint128 payout,bytes32 corridor,bytes32 recipientHash,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,address arbiter,uint40 challengeWindow,uint40 reclaimAfter)";
    string private constant ATTESTATION =
        "PayoutAttestation(bytes32 orderId,address provider,bytes32 paymentReferenceHash,uint128 payout,uint40 paidAt)";

    function test_domainSeparator_succeeds() public view {
        bytes32 expected = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Paynode OrderEscrow"),
                keccak256("1"),
                block.chainid,
                address(escrow)
            )
        );
        assertEq(escrow.domainSeparator(), expected);
    }

    function test_domainSeparator_succeeds_followsChainId() public {
        bytes32 before = escrow.domainSeparator();
        vm.chainId(block.chainid + 1);
        assertNotEq(escrow.domainSeparator(), before);
    }

    function testFuzz_hashOrder_matchesDefinition(SettlementTerms memory settlement, RoutingTerms memory routing)
        public
        view
    {
        Order memory order = Order(settlement, routing);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    abi.encodePacked("Order(SettlementTerms settlement,RoutingTerms routing)", ROUTING, SETTLEMENT)
                ),
                keccak256(bytes.concat(keccak256(bytes(SETTLEMENT)), abi.encode(settlement))),
                _hashRouting(routing)
            )
        );
        assertEq(escrow.hashOrder(order), _digest(escrow.domainSeparator(), structHash));
    }

    function testFuzz_batchDigest_matchesDefinition(PayoutAttestation memory first, PayoutAttestation memory second)
        public
        view
    {
        PayoutAttestation[] memory items = new PayoutAttestation[](2);
        (items[0], items[1]) = (first, second);
        bytes memory hashes = bytes.concat(_hashAttestation(first), _hashAttestation(second));
        bytes32 typeHash =
            keccak256(abi.encodePacked("AttestationBatch(PayoutAttestation[] attestations)", ATTESTATION));
        assertEq(escrow.batchDigest(items), keccak256(abi.encode(typeHash, keccak256(hashes))));
    }

    function _hashRouting(RoutingTerms memory routing) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(bytes(ROUTING)),
                keccak256(abi.encodePacked(routing.pinned)),
                routing.turnSeconds,
                routing.claimBy,
                routing.payWindow,
                routing.salt
            )
        );
    }

    function _hashAttestation(PayoutAttestation memory attestation) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(bytes(ATTESTATION)), abi.encode(attestation)));
    }
}
