// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Provider registry
/// @notice Who the providers are and how to reach them. It holds no funds and nobody owns it.
contract ProviderRegistry is IProviderRegistry, Eip712 {
    bytes32 private constant NODE_BINDING_TYPEHASH = keccak256("NodeBinding(address operator)");
    uint256 private constant MAX_CORRIDORS = 64;
    uint256 private constant MAX_MULTIADDRS = 8;
    uint256 private constant MAX_TEXT_LENGTH = 256;

    /// @inheritdoc IProviderRegistry
    mapping(address operator => address) public nodeAddressOf;

    mapping(address operator => Provider) private _providers;
    mapping(address operator => uint256) private _versions;
    // The version in which a corridor was last listed: an update drops every other corridor without clearing them.
    mapping(address operator => mapping(bytes32 corridor => uint256 version)) private _listedIn;
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
        _checkLimits(provider);
        address nodeAddress = _checkNodeKey(operator, provider.nodeKey, nodePublicKey, nodeSignature);
        // 2. effect + event
        if (_versions[operator] == 0) _operators.push(operator);
        nodeAddressOf[operator] = nodeAddress;
        _store(operator, provider);
        emit ProviderRegistered(operator, provider.owner, nodeAddress, provider);
    }

    /// @inheritdoc IProviderRegistry
    function revoke(address operator) external {
        // 1. check
        Provider storage provider = _providers[operator];
        if (provider.owner == address(0)) revert UnknownProvider(operator);
        if (msg.sender != operator && msg.sender != provider.owner) revert InvalidSender(msg.sender, provider.owner);
        // 2. effect + event
        provider.active = false;
        emit ProviderRevoked(operator);
    }

    /// @inheritdoc IProviderRegistry
    function isActive(address operator, bytes32 corridor) external view returns (bool) {
        uint256 version = _versions[operator];
        return version != 0 && _providers[operator].active && _listedIn[operator][corridor] == version;
    }

    /// @inheritdoc IProviderRegistry
    function getProvider(address operator) external view returns (Provider memory) {
        return _providers[operator];
    }

    /// @inheritdoc IProviderRegistry
    function getOperators() external view returns (address[] memory) {
        return _operators;
    }

    /// @inheritdoc IProviderRegistry
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
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

    function _checkLimits(Provider calldata provider) private pure {
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

    /// @dev The compressed key must be the one whose address signed, so that peers can trust `nodeKey` without the proof.
    function _checkNodeKey(
        address operator,
        bytes calldata nodeKey,
        bytes calldata nodePublicKey,
        bytes calldata nodeSignature
    ) private view returns (address nodeAddress) {
        if (nodeKey.length != 33) revert InvalidNodeKey(nodeKey.length);
        if (nodePublicKey.length != 64) revert InvalidNodeKey(nodePublicKey.length);
        bytes1 prefix = uint8(nodePublicKey[63]) & 1 == 0 ? bytes1(0x02) : bytes1(0x03);
        if (nodeKey[0] != prefix || bytes32(nodeKey[1:33]) != bytes32(nodePublicKey[0:32])) {
            revert NodeKeyMismatch(nodeKey, nodePublicKey);
        }
        nodeAddress = address(uint160(uint256(keccak256(nodePublicKey))));
        bytes32 digest = _toDigest(keccak256(abi.encode(NODE_BINDING_TYPEHASH, operator)));
        address recovered = Signatures.recover(digest, nodeSignature);
        if (recovered != nodeAddress) revert NodeKeyNotProven(recovered, nodeAddress);
    }

    function _store(address operator, Provider calldata provider) private {
        uint256 version = ++_versions[operator];
        Provider storage stored = _providers[operator];
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
        for (uint256 i; i < provider.corridors.length; ++i) {
            _listedIn[operator][provider.corridors[i]] = version;
        }
    }
}
