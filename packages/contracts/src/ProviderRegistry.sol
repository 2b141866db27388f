// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {CorridorMembers} from "./registry/CorridorMembers.sol";

/// @title Provider registry
/// @notice Who the providers are and how to reach them. It holds no funds and nobody owns it.
contract ProviderRegistry is IProviderRegistry, CorridorMembers, Eip712 {
    /// @dev One slot that every update moves on.
    struct Binding {
        address nodeAddress;
        uint48 nonce;
        uint32 version;
    }

    bytes32 private constant NODE_BINDING_TYPEHASH = keccak256("NodeBinding(address operator,uint256 nonce)");
    uint256 private constant MAX_CORRIDORS = 64;
    uint256 private constant MAX_MULTIADDRS = 8;
    uint256 private constant MAX_TEXT_LENGTH = 256;

    /// @inheritdoc IProviderRegistry
    mapping(address nodeAddress => address) public operatorOfNode;

    mapping(address operator => Provider) private _providers;
    mapping(address operator => Binding) private _bindings;
    address[] private _operators;

    constructor() Eip712("Paynode ProviderRegistry") {}

    /// @inheritdoc IProviderRegistry
    function register(
        address operator,
        Provider calldata provider,
        bytes calldata nodePublicKey,
        bytes calldata nodeSignature
    ) external {
        // 1. check
        _checkSender(operator, provider);
        _checkRecord(provider);
        address nodeAddress = _toNodeAddress(provider.nodeKey, nodePublicKey);
        bool isBound = operatorOfNode[nodeAddress] == operator;
        if (!isBound || nodeSignature.length != 0) _checkBinding(operator, nodeAddress, nodeSignature);
        // 2. effect + event
        Provider storage stored = _providers[operator];
        if (stored.owner == address(0)) _operators.push(operator);
        bytes32[] memory former = stored.corridors;
        if (!isBound || nodeSignature.length != 0) _bind(operator, nodeAddress);
        uint32 version = ++_bindings[operator].version;
        _store(stored, provider);
        emit ProviderRegistered(operator, provider.owner, nodeAddress, provider);
        if (provider.active) {
            _join(operator, provider.corridors, version);
            _leave(operator, former, version);
        } else {
            _retire(operator, former);
        }
    }

    /// @inheritdoc IProviderRegistry
    function revoke(address operator) external {
        // 1. check
        Provider storage provider = _known(operator);
        if (msg.sender != operator && msg.sender != provider.owner) revert InvalidSender(msg.sender, provider.owner);
        // 2. effect + event
        _retire(operator, provider.corridors);
    }

    /// @inheritdoc IProviderRegistry
    function handOver(address operator, address successor) external {
        // 1. check
        Provider storage provider = _known(operator);
        address owner = provider.owner;
        if (msg.sender != owner) revert InvalidSender(msg.sender, owner);
        Provider storage next = _known(successor);
        if (successor == operator || next.owner != owner) revert InvalidSuccessor(operator, successor);
        if (!next.active) revert NotActive(successor);
        // 2. effect + event
        _retire(operator, provider.corridors);
        emit ProviderHandedOver(operator, successor);
    }

    /// @inheritdoc IProviderRegistry
    function getProvider(address operator) external view returns (Provider memory) {
        return _providers[operator];
    }

    /// @inheritdoc IProviderRegistry
    function nodeAddressOf(address operator) external view returns (address) {
        return _bindings[operator].nodeAddress;
    }

    /// @inheritdoc IProviderRegistry
    function bindingNonceOf(address operator) external view returns (uint256) {
        return _bindings[operator].nonce;
    }

    /// @inheritdoc IProviderRegistry
    function getOperators() external view returns (address[] memory) {
        return _operators;
    }

    /// @inheritdoc IProviderRegistry
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    // --- checks

    function _known(address operator) private view returns (Provider storage provider) {
        provider = _providers[operator];
        if (provider.owner == address(0)) revert UnknownProvider(operator);
    }

    /// @dev Only the owner may move ownership or bring a revoked provider back: a stolen hot key must not undo a revocation.
    function _checkSender(address operator, Provider calldata provider) private view {
        if (provider.owner == address(0)) revert ZeroOwner();
        Provider storage stored = _providers[operator];
        address owner = stored.owner;
        if (owner == address(0)) {
            if (msg.sender != operator) revert InvalidSender(msg.sender, operator);
            return;
        }
        if (msg.sender == owner) return;
        bool ownerOnly = provider.owner != owner || (provider.active && !stored.active);
        if (msg.sender != operator || ownerOnly) revert InvalidSender(msg.sender, owner);
    }

    function _checkRecord(Provider calldata provider) private pure {
        if (provider.hpkeKey == 0) revert ZeroHpkeKey(); // whatever is sealed to it, anybody opens
        _checkLimit(provider.corridors.length, MAX_CORRIDORS);
        _checkLimit(provider.multiaddrs.length, MAX_MULTIADDRS);
        _checkLimit(bytes(provider.gatewayUrl).length, MAX_TEXT_LENGTH);
        for (uint256 i; i < provider.multiaddrs.length; ++i) {
            _checkLimit(bytes(provider.multiaddrs[i]).length, MAX_TEXT_LENGTH);
        }
    }

    function _checkLimit(uint256 count, uint256 limit) private pure {
        if (count > limit) revert TooMany(count, limit);
    }

    /// @dev The compressed key must be the one whose address signs, so that peers can trust `nodeKey` without the proof.
    function _toNodeAddress(bytes calldata nodeKey, bytes calldata nodePublicKey) private pure returns (address) {
        if (nodeKey.length != 33) revert InvalidNodeKey(nodeKey.length);
        if (nodePublicKey.length != 64) revert InvalidNodeKey(nodePublicKey.length);
        bytes1 prefix = uint8(nodePublicKey[63]) & 1 == 0 ? bytes1(0x02) : bytes1(0x03);
        if (nodeKey[0] != prefix || bytes32(nodeKey[1:33]) != bytes32(nodePublicKey[0:32])) {
            revert NodeKeyMismatch(nodeKey, nodePublicKey);
        }
        return address(uint160(uint256(keccak256(nodePublicKey))));
    }

    function _checkBinding(address operator, address nodeAddress, bytes calldata signature) private view {
        address holder = operatorOfNode[nodeAddress];
        if (holder != address(0) && holder != operator) revert NodeKeyTaken(nodeAddress, holder);
        uint256 nonce = _bindings[operator].nonce;
        bytes32 digest = _toDigest(keccak256(abi.encode(NODE_BINDING_TYPEHASH, operator, nonce)));
        address recovered = Signatures.recover(digest, signature);
        if (recovered != nodeAddress) revert NodeKeyNotProven(recovered, nodeAddress);
    }

    // --- effects

    function _bind(address operator, address nodeAddress) private {
        Binding storage binding = _bindings[operator];
        address former = binding.nodeAddress;
        if (operatorOfNode[former] == operator) delete operatorOfNode[former];
        operatorOfNode[nodeAddress] = operator;
        binding.nodeAddress = nodeAddress;
        ++binding.nonce;
    }

    /// @dev Ends every membership, frees the node key for others and makes bindings signed so far worthless.
    function _retire(address operator, bytes32[] memory corridors) private {
        Binding storage binding = _bindings[operator];
        if (operatorOfNode[binding.nodeAddress] == operator) delete operatorOfNode[binding.nodeAddress];
        ++binding.nonce;
        _leave(operator, corridors, ++binding.version);
        _providers[operator].active = false;
        emit ProviderRevoked(operator);
    }

    function _store(Provider storage stored, Provider calldata provider) private {
        stored.owner = provider.owner;
        stored.nodeKey = provider.nodeKey;
        stored.hpkeKey = provider.hpkeKey;
        stored.gatewayUrl = provider.gatewayUrl;
        stored.corridors = provider.corridors;
        stored.active = provider.active;
        delete stored.multiaddrs;
        for (uint256 i; i < provider.multiaddrs.length; ++i) {
            stored.multiaddrs.push(provider.multiaddrs[i]);
        }
    }
}
