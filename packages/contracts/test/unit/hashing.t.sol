// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice Ids and digests against the EIP-712 definition, with the type strings written out.
contract HashingTest is EscrowTest {
    function test_domainSeparator_succeeds() public view {
        assertEq(escrow.domainSeparator(), escrowDomain);
    }

    function test_domainSeparator_succeeds_followsChainId() public {
        uint256 chainId = block.chainid;
        vm.chainId(chainId + 1);
        assertEq(escrow.domainSeparator(), _domain("Paynode OrderEscrow", chainId + 1, address(escrow)));
        vm.chainId(chainId);
        assertEq(escrow.domainSeparator(), escrowDomain);
    }

    function testFuzz_hashOrder_matchesDefinition(Order memory order) public view {
        assertEq(escrow.hashOrder(order), _idOf(order));
    }

    function testFuzz_hashParts_matchesDefinition(Order memory order) public view {
        (bytes32 detailsHash, bytes32 partiesHash) = escrow.hashParts(order);
        assertEq(detailsHash, TermHash.details(order));
        assertEq(partiesHash, TermHash.parties(order.parties));
    }

    function testFuzz_batchDigest_matchesDefinition(PayoutAttestation memory first, PayoutAttestation memory second)
        public
        view
    {
        PayoutAttestation[] memory items = new PayoutAttestation[](2);
        (items[0], items[1]) = (first, second);
        bytes32[] memory hashes = new bytes32[](2);
        (hashes[0], hashes[1]) = (TermHash.attestation(first), TermHash.attestation(second));
        assertEq(escrow.batchDigest(items), TermHash.batch(hashes));
        assertEq(escrow.batchDigest(new PayoutAttestation[](0)), TermHash.batch(new bytes32[](0)));
    }

    /// @dev The same terms on a fork of the chain are another order: nothing signed on one side serves on the other.
    function test_create_succeeds_onAForkAsAnotherOrder() public {
        Order memory order = _order();
        bytes32 here = _create(order);
        bytes memory confirmation = _confirmation(order, payer.privateKey);
        vm.chainId(block.chainid + 1);
        bytes32 there = _create(order);
        assertNotEq(here, there);
        _claimAs(provider, order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, there, payer.addr));
        escrow.confirm(order, confirmation);
    }

    /// @dev Nor does it serve on another version of the escrow beside it.
    function test_createFor_reverts_whenSignedForAnotherEscrow() public {
        Order memory order = _order();
        bytes memory signature = _sign(payer.privateKey, _idOf(order));
        IEscrow other = _deployEscrow(_allowedTokens());
        bytes32 orderId = other.hashOrder(order);
        assertNotEq(orderId, _idOf(order));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, payer.addr));
        other.createFor(order, signature);
    }
}
