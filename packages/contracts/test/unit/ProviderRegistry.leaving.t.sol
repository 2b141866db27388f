// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/StakedTest.sol";

/// @notice Revoking, handing over, and what is counted by corridor.
contract ProviderRegistryLeavingTest is StakedTest {
    address private operator = makeAddr("operator");
    address private owner = makeAddr("owner");
    Vm.Wallet private node;

    function setUp() public override {
        super.setUp();
        node = vm.createWallet("node");
        _register(operator, operator, _record(node, owner), node);
    }

    function test_revoke_succeeds_byOperatorOrOwner() public {
        uint256 snapshot = vm.snapshotState();
        address[2] memory allowed = [operator, owner];
        for (uint256 i; i < 2; ++i) {
            vm.expectEmit(address(registry));
            emit IProviderRegistry.ProviderRevoked(operator);
            vm.prank(allowed[i]);
            registry.revoke(operator);
            assertFalse(registry.isActive(operator, CORRIDOR));
            assertFalse(registry.getProvider(operator).active);
            assertEq(registry.getProvider(operator).owner, owner);
            assertEq(registry.memberSince(operator, CORRIDOR), 0);
            assertEq(registry.operatorOfNode(node.addr), address(0));
            assertEq(registry.nodeAddressOf(operator), node.addr);
            vm.revertToState(snapshot);
        }
    }

    function test_revoke_reverts_whenUnknownOrStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.UnknownProvider.selector, stranger));
        registry.revoke(stranger);
        vm.expectRevert(_sender(stranger, owner));
        vm.prank(stranger);
        registry.revoke(operator);
    }

    function test_register_reverts_whenOperatorUndoesRevocation() public {
        vm.prank(owner);
        registry.revoke(operator);
        bytes memory binding = _bind(node, operator);
        vm.expectRevert(_sender(operator, owner));
        vm.prank(operator);
        registry.register(operator, _record(node, owner), _publicKey(node), binding);
        _register(owner, operator, _record(node, owner), node);
        assertTrue(registry.isActive(operator, CORRIDOR));
        assertEq(registry.activeCount(CORRIDOR), 1);
    }

    function test_register_succeeds_inactiveLeavesLikeRevoke() public {
        IProviderRegistry.Provider memory record = _record(node, owner);
        record.active = false;
        vm.expectEmit(address(registry));
        emit IProviderRegistry.ProviderRevoked(operator);
        vm.prank(operator);
        registry.register(operator, record, _publicKey(node), "");
        assertFalse(registry.isActive(operator, CORRIDOR));
        assertEq(registry.operatorOfNode(node.addr), address(0));
        bytes memory binding = _bind(node, operator);
        vm.expectRevert(_sender(operator, owner));
        vm.prank(operator);
        registry.register(operator, _record(node, owner), _publicKey(node), binding);
    }

    // --- handing over

    function test_handOver_succeeds() public {
        _adopt(stranger, owner);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.ProviderRevoked(operator);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.ProviderHandedOver(operator, stranger);
        vm.prank(owner);
        registry.handOver(operator, stranger);
        assertFalse(registry.isActive(operator, CORRIDOR));
        assertTrue(registry.isActive(stranger, CORRIDOR));
    }

    function test_handOver_reverts_whenSenderIsNotTheOwner() public {
        _adopt(stranger, owner);
        vm.expectRevert(_sender(operator, owner));
        vm.prank(operator);
        registry.handOver(operator, stranger);
    }

    function test_handOver_reverts_whenSuccessorIsAnothersOrSelf() public {
        _adopt(stranger, stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidSuccessor.selector, operator, stranger));
        vm.prank(owner);
        registry.handOver(operator, stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidSuccessor.selector, operator, operator));
        vm.prank(owner);
        registry.handOver(operator, operator);
    }

    function test_handOver_reverts_whenEitherIsUnknownOrSuccessorIsRevoked() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.UnknownProvider.selector, stranger));
        vm.prank(owner);
        registry.handOver(stranger, operator);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.UnknownProvider.selector, stranger));
        vm.prank(owner);
        registry.handOver(operator, stranger);
        _adopt(stranger, owner);
        vm.prank(owner);
        registry.revoke(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NotActive.selector, stranger));
        vm.prank(owner);
        registry.handOver(operator, stranger);
    }

    // --- by corridor

    function test_quorumOf_succeeds_forSmallCorridors() public {
        uint8[11] memory expected = [1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7]; // n = 0..10
        assertEq(registry.quorumOf("empty"), expected[0]);
        assertEq(registry.quorumOf(CORRIDOR), expected[1]);
        for (uint256 n = 2; n <= 10; ++n) {
            _join(vm.addr(n));
            assertEq(registry.activeCount(CORRIDOR), n);
            assertEq(registry.quorumOf(CORRIDOR), expected[n]);
        }
    }

    /// @dev Any history of joining and leaving: the list, the count and the flags say the same.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_operatorsOf_succeeds_afterAnyHistory(uint256 seed) public {
        bytes32[3] memory all = [CORRIDOR, OTHER_CORRIDOR, bytes32("GHS/mobile")];
        for (uint256 step; step < 24; ++step) {
            uint256 dice = uint256(keccak256(abi.encode(seed, step)));
            address member = vm.addr(1 + dice % 5);
            if ((dice >> 8) % 4 == 0) {
                if (registry.getProvider(member).owner == address(0)) continue;
                vm.prank(member);
                registry.revoke(member);
            } else {
                IProviderRegistry.Provider memory record = _record(_nodeOf(member), member);
                record.corridors = _subset(all, (dice >> 16) % 8);
                _register(member, member, record, _nodeOf(member));
            }
        }
        for (uint256 i; i < 3; ++i) {
            address[] memory members = registry.operatorsOf(all[i]);
            uint256 flags = all[i] == CORRIDOR ? 1 : 0; // the operator of setUp stays
            for (uint256 key = 1; key <= 5; ++key) {
                address member = vm.addr(key);
                bool listed =
                    registry.getProvider(member).active && _includes(registry.getProvider(member).corridors, all[i]);
                assertEq(registry.isActive(member, all[i]), listed);
                assertEq(_count(members, member), listed ? 1 : 0);
                if (listed) ++flags;
            }
            assertEq(members.length, flags);
            assertEq(registry.activeCount(all[i]), flags);
        }
    }

    function test_stakeWeightOf_succeeds_countsActiveStakeOnce() public {
        address[] memory operators = new address[](3);
        for (uint256 i; i < 3; ++i) {
            operators[i] = vm.addr(i + 1);
        }
        _sort(operators);
        for (uint256 i; i < 3; ++i) {
            _join(operators[i]);
            _stake(operators[i], uint128(100e6 << i));
        }
        _assertWeight(operators, 700e6);
        assertEq(registry.stakeWeightOf(address(escrow), OTHER_CORRIDOR, operators, address(token)), 0);
        assertEq(registry.stakeWeightOf(address(escrow), CORRIDOR, new address[](0), address(token)), 0);
        _unstake(operators[2], 100e6); // cooling down: weighs nothing at once
        _assertWeight(operators, 600e6);
        _revoke(operators[1]);
        _assertWeight(operators, 400e6);
    }

    function test_stakeWeightOf_reverts_whenOperatorsAreUnsortedTwiceOrZero() public {
        address[] memory operators = new address[](2);
        (operators[0], operators[1]) = (operator, operator);
        _refuseWeight(operators, operator, operator);
        (operators[0], operators[1]) = (address(2), address(1));
        _refuseWeight(operators, address(2), address(1));
        operators[0] = address(0);
        _refuseWeight(operators, address(0), address(0));
    }

    // --- helpers

    function _adopt(address successor, address itsOwner) private {
        _register(successor, successor, _record(_nodeOf(successor), itsOwner), _nodeOf(successor));
    }

    function _assertWeight(address[] memory operators, uint256 expected) private view {
        assertEq(registry.stakeWeightOf(address(escrow), CORRIDOR, operators, address(token)), expected);
        assertEq(registry.totalStakeOf(address(escrow), CORRIDOR, address(token)), expected);
    }

    function _refuseWeight(address[] memory operators, address previous, address next) private {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NotAscending.selector, previous, next));
        registry.stakeWeightOf(address(escrow), CORRIDOR, operators, address(token));
    }

    function _subset(bytes32[3] memory all, uint256 bits) private pure returns (bytes32[] memory corridors) {
        corridors = new bytes32[](bits % 2 + (bits >> 1) % 2 + bits / 4);
        uint256 length;
        for (uint256 i; i < 3; ++i) {
            if ((bits >> i) % 2 == 1) corridors[length++] = all[i];
        }
    }

    function _includes(bytes32[] memory corridors, bytes32 corridor) private pure returns (bool) {
        for (uint256 i; i < corridors.length; ++i) {
            if (corridors[i] == corridor) return true;
        }
        return false;
    }

    function _count(address[] memory members, address member) private pure returns (uint256 count) {
        for (uint256 i; i < members.length; ++i) {
            if (members[i] == member) ++count;
        }
    }

    function _sort(address[] memory list) private pure {
        for (uint256 i = 1; i < list.length; ++i) {
            for (uint256 j = i; j > 0 && list[j - 1] > list[j]; --j) {
                (list[j - 1], list[j]) = (list[j], list[j - 1]);
            }
        }
    }

    function _sender(address sender, address expected) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProviderRegistry.InvalidSender.selector, sender, expected);
    }
}
