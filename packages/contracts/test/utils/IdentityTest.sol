// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test, Vm} from "forge-std/Test.sol";
import {ProviderRegistry} from "../../src/ProviderRegistry.sol";
import {IProviderRegistry} from "../../src/interfaces/IProviderRegistry.sol";

/// @notice Keys, signatures and registry records: what tests of identities and quorums share.
abstract contract IdentityTest is Test {
    bytes32 internal constant CORRIDOR = "NGN/bank";
    bytes32 internal constant OTHER_CORRIDOR = "KES/mpesa";
    uint256 internal constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    ProviderRegistry internal registry;
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        registry = new ProviderRegistry();
    }

    // --- registry

    function _nodeOf(address operator) internal returns (Vm.Wallet memory) {
        return vm.createWallet(uint256(keccak256(abi.encode(operator))));
    }

    function _record(Vm.Wallet memory node, address owner) internal pure returns (IProviderRegistry.Provider memory r) {
        r.owner = owner;
        r.nodeKey = abi.encodePacked(node.publicKeyY % 2 == 0 ? bytes1(0x02) : bytes1(0x03), node.publicKeyX);
        r.hpkeKey = keccak256("hpke");
        r.gatewayUrl = "https://provider.example";
        r.multiaddrs = new string[](1);
        r.multiaddrs[0] = "/ip4/127.0.0.1/tcp/4001";
        r.corridors = new bytes32[](1);
        r.corridors[0] = CORRIDOR;
        r.active = true;
    }

    function _publicKey(Vm.Wallet memory node) internal pure returns (bytes memory) {
        return abi.encodePacked(node.publicKeyX, node.publicKeyY);
    }

    /// @dev The node key's binding for the operator's next nonce.
    function _bind(Vm.Wallet memory node, address operator) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("NodeBinding(address operator,uint256 nonce)");
        bytes32 structHash = keccak256(abi.encode(typeHash, operator, registry.bindingNonceOf(operator)));
        return _sign(node.privateKey, _digest(registry.domainSeparator(), structHash));
    }

    /// @dev Registers an operator that owns itself, with a node key of its own.
    function _join(address operator) internal returns (Vm.Wallet memory node) {
        node = _nodeOf(operator);
        _register(operator, operator, _record(node, operator), node);
    }

    function _register(
        address sender,
        address operator,
        IProviderRegistry.Provider memory record,
        Vm.Wallet memory node
    ) internal {
        bytes memory binding = _bind(node, operator);
        vm.prank(sender);
        registry.register(operator, record, _publicKey(node), binding);
    }

    // --- signatures

    function _digest(bytes32 domain, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _domain(string memory name, uint256 chainId, address verifyingContract) internal pure returns (bytes32) {
        bytes32 typeHash =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        return keccak256(abi.encode(typeHash, keccak256(bytes(name)), keccak256("1"), chainId, verifyingContract));
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The other signature with the same meaning: high s, flipped v.
    function _twin(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, uint256 s, uint8 v) = (bytes32(0), 0, uint8(signature[64]));
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
        }
        return abi.encodePacked(r, CURVE_ORDER - s, v == 27 ? uint8(28) : uint8(27));
    }

    /// @dev `count` private keys in ascending order of their addresses.
    function _sortedKeys(string memory name, uint256 count) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            keys[i] = uint256(keccak256(abi.encode(name, i)));
        }
        _sortByAddress(keys);
    }

    function _sortByAddress(uint256[] memory keys) internal pure {
        for (uint256 i = 1; i < keys.length; ++i) {
            for (uint256 j = i; j > 0 && vm.addr(keys[j - 1]) > vm.addr(keys[j]); --j) {
                (keys[j - 1], keys[j]) = (keys[j], keys[j - 1]);
            }
        }
    }

    function _addresses(uint256[] memory keys) internal pure returns (address[] memory addresses) {
        addresses = new address[](keys.length);
        for (uint256 i; i < keys.length; ++i) {
            addresses[i] = vm.addr(keys[i]);
        }
    }
}
