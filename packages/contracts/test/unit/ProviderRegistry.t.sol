// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract ProviderRegistryTest is EscrowTest {
    address private operator = makeAddr("operator");
    address private owner = makeAddr("owner");
    Vm.Wallet private node;

    function setUp() public override {
        super.setUp();
        node = vm.createWallet("node");
    }

    function test_register_succeeds() public {
        _register(operator, _record(node, owner));
        assertTrue(registry.isActive(operator, CORRIDOR));
        assertFalse(registry.isActive(operator, "KES/mpesa"));
        assertEq(registry.nodeAddressOf(operator), node.addr);
        assertEq(registry.getOperators().length, 3);
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

    function test_register_succeeds_replacesCorridors() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        _register(operator, record);
        record.corridors[0] = "KES/mpesa";
        _register(operator, record);
        assertFalse(registry.isActive(operator, CORRIDOR));
        assertTrue(registry.isActive(operator, "KES/mpesa"));
        assertEq(registry.getOperators().length, 3);
    }

    function test_register_reverts_whenFirstCallIsNotTheOperators() public {
        _refuse(owner, _record(node, owner), _sender(owner, operator));
    }

    function test_register_reverts_whenStrangerUpdates() public {
        _register(operator, _record(node, owner));
        _refuse(stranger, _record(node, owner), _sender(stranger, owner));
    }

    function test_register_reverts_whenOperatorMovesOwnership() public {
        _register(operator, _record(node, owner));
        _refuse(operator, _record(node, operator), _sender(operator, owner));
        _register(owner, _record(node, stranger));
        assertEq(registry.getProvider(operator).owner, stranger);
    }

    function test_register_reverts_whenOperatorUndoesRevocation() public {
        _register(operator, _record(node, owner));
        vm.prank(owner);
        registry.revoke(operator);
        assertFalse(registry.isActive(operator, CORRIDOR));
        _refuse(operator, _record(node, owner), _sender(operator, owner));
        _register(owner, _record(node, owner));
        assertTrue(registry.isActive(operator, CORRIDOR));
    }

    function test_register_reverts_whenOwnerIsZero() public {
        _refuse(operator, _record(node, address(0)), abi.encodeWithSelector(IProviderRegistry.ZeroOwner.selector));
    }

    function test_register_reverts_whenNodeKeyIsMalformedOrAnothers() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.nodeKey = hex"02";
        _refuse(operator, record, abi.encodeWithSelector(IProviderRegistry.InvalidNodeKey.selector, 1));
        record.nodeKey = _record(vm.createWallet("other"), owner).nodeKey;
        bytes memory publicKey = _publicKey(node);
        _refuse(
            operator,
            record,
            abi.encodeWithSelector(IProviderRegistry.NodeKeyMismatch.selector, record.nodeKey, publicKey)
        );
    }

    function test_register_reverts_whenNodeDidNotSignThisOperator() public {
        bytes memory binding = _bind(node, stranger);
        bytes memory publicKey = _publicKey(node);
        vm.expectPartialRevert(IProviderRegistry.NodeKeyNotProven.selector);
        vm.prank(operator);
        registry.register(operator, _record(node, owner), publicKey, binding);
    }

    function test_register_reverts_whenListsAreTooLong() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.corridors = new bytes32[](65);
        _refuse(operator, record, abi.encodeWithSelector(IProviderRegistry.TooMany.selector, 65, 64));
        record = _record(node, owner);
        record.multiaddrs = new string[](9);
        _refuse(operator, record, abi.encodeWithSelector(IProviderRegistry.TooMany.selector, 9, 8));
    }

    function test_revoke_reverts_whenUnknownOrStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.UnknownProvider.selector, operator));
        registry.revoke(operator);
        _register(operator, _record(node, owner));
        vm.expectRevert(_sender(stranger, owner));
        vm.prank(stranger);
        registry.revoke(operator);
    }

    function _register(address sender, IProviderRegistry.Provider memory record) private {
        bytes memory binding = _bind(node, operator);
        vm.prank(sender);
        registry.register(operator, record, _publicKey(node), binding);
    }

    function _refuse(address sender, IProviderRegistry.Provider memory record, bytes memory reason) private {
        bytes memory binding = _bind(node, operator);
        vm.expectRevert(reason);
        vm.prank(sender);
        registry.register(operator, record, _publicKey(node), binding);
    }

    function _sender(address sender, address expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProviderRegistry.InvalidSender.selector, sender, expected);
    }
}
