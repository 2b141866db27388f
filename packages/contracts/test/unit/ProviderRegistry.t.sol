// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/IdentityTest.sol";

contract ProviderRegistryTest is IdentityTest {
    address private operator = makeAddr("operator");
    address private owner = makeAddr("owner");
    Vm.Wallet private node;

    function setUp() public override {
        super.setUp();
        node = vm.createWallet("node");
    }

    // --- registering

    function test_domainSeparator_succeeds() public view {
        assertEq(registry.domainSeparator(), _domain("Paynode ProviderRegistry", block.chainid, address(registry)));
    }

    function test_register_succeeds() public {
        _register(operator, operator, _record(node, owner), node);
        assertTrue(registry.isActive(operator, CORRIDOR));
        assertFalse(registry.isActive(operator, OTHER_CORRIDOR));
        assertFalse(registry.isActive(stranger, CORRIDOR));
        assertEq(registry.memberSince(operator, CORRIDOR), block.timestamp);
        assertEq(registry.nodeAddressOf(operator), node.addr);
        assertEq(registry.operatorOfNode(node.addr), operator);
        assertEq(registry.getOperators().length, 1);
        assertEq(keccak256(abi.encode(registry.getProvider(operator))), keccak256(abi.encode(_record(node, owner))));
    }

    function test_register_emitsProviderRegistered() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        bytes memory binding = _bind(node, operator);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.ProviderRegistered(operator, owner, node.addr, record);
        vm.prank(operator);
        registry.register(operator, record, _publicKey(node), binding);
    }

    /// @dev The hot path of a claim: one cold storage read (2,100), no more.
    function test_isActive_succeeds_withOneStorageRead() public {
        _register(operator, operator, _record(node, owner), node);
        vm.record();
        assertTrue(registry.isActive(operator, CORRIDOR));
        (bytes32[] memory reads,) = vm.accesses(address(registry));
        assertEq(reads.length, 1);
    }

    function test_register_succeeds_keepsListedCorridorsAndDropsOthers() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.corridors = _corridors(CORRIDOR, "GHS/mobile");
        _register(operator, operator, record, node);
        uint256 joined = block.timestamp;
        skip(1 days);
        record.corridors = _corridors(OTHER_CORRIDOR, CORRIDOR);
        _register(owner, operator, record, node);
        assertEq(registry.memberSince(operator, CORRIDOR), joined);
        assertEq(registry.memberSince(operator, OTHER_CORRIDOR), block.timestamp);
        assertEq(registry.memberSince(operator, "GHS/mobile"), 0);
        assertFalse(registry.isActive(operator, "GHS/mobile"));
        assertEq(registry.getOperators().length, 1);
    }

    function test_register_succeeds_withoutProofWhenTheNodeKeyStays() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        _register(operator, operator, record, node);
        record.gatewayUrl = "https://moved.example";
        vm.prank(owner);
        registry.register(operator, record, _publicKey(node), "");
        assertEq(registry.getProvider(operator).gatewayUrl, "https://moved.example");
        assertEq(registry.bindingNonceOf(operator), 1, "nothing was bound anew");
        _register(owner, operator, record, node);
        assertEq(registry.bindingNonceOf(operator), 2, "a proof that was given is used up");
    }

    function test_register_reverts_whenProofIsMissingForANewKeyOrAfterRevocation() public {
        _register(operator, operator, _record(node, owner), node);
        Vm.Wallet memory fresh = vm.createWallet("fresh");
        _refuse(owner, _record(fresh, owner), fresh, "", _unproven(address(0), fresh.addr));
        vm.prank(owner);
        registry.revoke(operator);
        _refuse(owner, _record(node, owner), node, "", _unproven(address(0), node.addr));
    }

    function test_register_reverts_whenFirstCallIsNotTheOperators() public {
        _refuse(owner, _record(node, owner), _sender(owner, operator));
    }

    function test_register_reverts_whenStrangerUpdates() public {
        _register(operator, operator, _record(node, owner), node);
        _refuse(stranger, _record(node, owner), _sender(stranger, owner));
    }

    function test_register_reverts_whenOperatorMovesOwnership() public {
        _register(operator, operator, _record(node, owner), node);
        _refuse(operator, _record(node, operator), _sender(operator, owner));
        _register(owner, operator, _record(node, stranger), node);
        assertEq(registry.getProvider(operator).owner, stranger);
    }

    function test_register_reverts_whenOwnerIsZero() public {
        _refuse(operator, _record(node, address(0)), abi.encodeWithSelector(IProviderRegistry.ZeroOwner.selector));
    }

    function test_register_reverts_whenHpkeKeyIsZero() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.hpkeKey = 0;
        _refuse(operator, record, abi.encodeWithSelector(IProviderRegistry.ZeroHpkeKey.selector));
    }

    function test_register_reverts_whenCorridorIsListedTwice() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.corridors = _corridors(CORRIDOR, CORRIDOR);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.DuplicateCorridor.selector, CORRIDOR);
        _refuse(operator, record, reason);
        _register(operator, operator, _record(node, owner), node);
        _refuse(operator, record, reason); // also when it was a member before
    }

    function test_register_reverts_whenListsAreTooLong() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.corridors = new bytes32[](65);
        _refuse(operator, record, _tooMany(65, 64));
        record = _record(node, owner);
        record.multiaddrs = new string[](9);
        _refuse(operator, record, _tooMany(9, 8));
        record = _record(node, owner);
        record.gatewayUrl = string(new bytes(257));
        _refuse(operator, record, _tooMany(257, 256));
        record = _record(node, owner);
        record.multiaddrs[0] = string(new bytes(257));
        _refuse(operator, record, _tooMany(257, 256));
    }

    function test_register_succeeds_withFullLists() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.corridors = new bytes32[](64);
        for (uint256 i; i < 64; ++i) {
            record.corridors[i] = bytes32(i); // zero included
        }
        record.multiaddrs = new string[](8);
        record.gatewayUrl = string(new bytes(256));
        _register(operator, operator, record, node);
        assertTrue(registry.isActive(operator, bytes32(0)));
        vm.prank(owner);
        registry.revoke(operator);
        assertLt(vm.lastCallGas().gasTotalUsed, 2_000_000); // the longest list still leaves in one transaction
        assertFalse(registry.isActive(operator, bytes32(uint256(63))));
    }

    // --- node keys

    function test_register_reverts_whenNodeKeyIsMalformedOrAnothers() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.nodeKey = hex"02";
        _refuse(operator, record, abi.encodeWithSelector(IProviderRegistry.InvalidNodeKey.selector, 1));
        record.nodeKey = _record(vm.createWallet("other"), owner).nodeKey;
        bytes memory publicKey = _publicKey(node);
        bytes4 mismatch = IProviderRegistry.NodeKeyMismatch.selector;
        _refuse(operator, record, abi.encodeWithSelector(mismatch, record.nodeKey, publicKey));
        record = _record(node, owner);
        record.nodeKey[0] ^= 0x01; // the other point with this x
        _refuse(operator, record, abi.encodeWithSelector(mismatch, record.nodeKey, publicKey));
    }

    function test_register_reverts_whenNodePublicKeyHasWrongLength() public {
        bytes memory binding = _bind(node, operator);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidNodeKey.selector, 65));
        vm.prank(operator);
        registry.register(operator, _record(node, owner), bytes.concat(hex"04", _publicKey(node)), binding);
    }

    function test_register_reverts_whenNodeSignedForAnotherOperator() public {
        bytes memory binding = _bind(node, stranger);
        vm.expectPartialRevert(IProviderRegistry.NodeKeyNotProven.selector);
        vm.prank(operator);
        registry.register(operator, _record(node, owner), _publicKey(node), binding);
    }

    function test_register_reverts_whenBindingIsMalformedOrMalleable() public {
        bytes memory binding = _bind(node, operator);
        _refuse(operator, _record(node, owner), node, _twin(binding), _unproven(address(0), node.addr));
        _refuse(operator, _record(node, owner), node, bytes.concat(binding, hex"00"), _unproven(address(0), node.addr));
        _refuse(operator, _record(node, owner), node, new bytes(65), _unproven(address(0), node.addr));
    }

    function test_register_reverts_whenBindingIsForAnotherChainOrContract() public {
        bytes memory binding = _bind(node, operator);
        ProviderRegistry other = new ProviderRegistry();
        vm.expectPartialRevert(IProviderRegistry.NodeKeyNotProven.selector);
        vm.prank(operator);
        other.register(operator, _record(node, owner), _publicKey(node), binding);
        vm.chainId(block.chainid + 1);
        vm.expectPartialRevert(IProviderRegistry.NodeKeyNotProven.selector);
        vm.prank(operator);
        registry.register(operator, _record(node, owner), _publicKey(node), binding);
    }

    function test_register_reverts_whenRetiredNodeKeyIsReplayed() public {
        bytes memory first = _bind(node, operator);
        _register(operator, operator, _record(node, owner), node);
        bytes memory unused = _bind(node, operator); // signed before the rotation, never sent
        Vm.Wallet memory fresh = vm.createWallet("fresh");
        _register(owner, operator, _record(fresh, owner), fresh);
        assertEq(registry.operatorOfNode(node.addr), address(0));
        assertEq(registry.operatorOfNode(fresh.addr), operator);
        assertEq(registry.nodeAddressOf(operator), fresh.addr);
        _refuseReplay(first);
        _refuseReplay(unused);
    }

    function test_register_reverts_whenBindingWasSignedBeforeRevocation() public {
        _register(operator, operator, _record(node, owner), node);
        bytes memory unused = _bind(node, operator);
        vm.prank(owner);
        registry.revoke(operator);
        _refuseReplay(unused);
    }

    function test_register_reverts_whenNodeKeyServesAnotherActiveOperator() public {
        _register(operator, operator, _record(node, owner), node);
        bytes memory binding = _bind(node, stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NodeKeyTaken.selector, node.addr, operator));
        vm.prank(stranger);
        registry.register(stranger, _record(node, stranger), _publicKey(node), binding);
        vm.prank(operator);
        registry.revoke(operator);
        vm.prank(stranger); // freed
        registry.register(stranger, _record(node, stranger), _publicKey(node), binding);
        assertEq(registry.operatorOfNode(node.addr), stranger);
        // The former holder's second revocation takes nothing from the new one.
        vm.prank(operator);
        registry.revoke(operator);
        assertEq(registry.operatorOfNode(node.addr), stranger);
    }

    // --- helpers

    function _corridors(bytes32 first, bytes32 second) private pure returns (bytes32[] memory corridors) {
        corridors = new bytes32[](2);
        (corridors[0], corridors[1]) = (first, second);
    }

    function _refuse(address sender, IProviderRegistry.Provider memory record, bytes memory reason) private {
        _refuse(sender, record, node, _bind(node, operator), reason);
    }

    function _refuse(
        address sender,
        IProviderRegistry.Provider memory record,
        Vm.Wallet memory key,
        bytes memory binding,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        vm.prank(sender);
        registry.register(operator, record, _publicKey(key), binding);
    }

    function _refuseReplay(bytes memory binding) private {
        vm.expectPartialRevert(IProviderRegistry.NodeKeyNotProven.selector);
        vm.prank(owner);
        registry.register(operator, _record(node, owner), _publicKey(node), binding);
    }

    function _sender(address sender, address expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProviderRegistry.InvalidSender.selector, sender, expected);
    }

    function _unproven(address recovered, address expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProviderRegistry.NodeKeyNotProven.selector, recovered, expected);
    }

    function _tooMany(uint256 count, uint256 limit) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProviderRegistry.TooMany.selector, count, limit);
    }
}
