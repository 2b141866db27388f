// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Provider registry
/// @notice Identity of providers: hot operator key, cold owner, libp2p node key, HPKE key, endpoints, corridors.
interface IProviderRegistry {
    struct Provider {
        address owner; // cold key: may rotate and revoke
        bytes nodeKey; // 33-byte compressed secp256k1 key: libp2p identity and report signer
        bytes32 hpkeKey; // X25519 public key that recipients' details are sealed to
        string gatewayUrl;
        string[] multiaddrs;
        bytes32[] corridors;
        bool active;
    }

    /// @param operator the hot key, the provider's id everywhere
    /// @param nodeAddress the Ethereum address of nodeKey
    event ProviderRegistered(address indexed operator, address indexed owner, address nodeAddress, Provider provider);
    event ProviderRevoked(address indexed operator);

    error InvalidSender(address sender, address expected);
    error InvalidNodeKey(uint256 length);
    error NodeKeyNotProven(address recovered, address expected);
    error TooMany(uint256 count, uint256 limit);
    error UnknownProvider(address operator);
    error ZeroOwner();
    error NodeKeyMismatch(bytes nodeKey, bytes nodePublicKey);

    /// @notice Registers or updates `operator`. The first call comes from the operator and fixes the owner; later calls come
    /// from the operator or the owner. Only the owner may change the owner or reactivate a revoked provider.
    /// @param operator the hot key
    /// @param provider the whole record; it replaces the former one
    /// @param nodePublicKey 64-byte uncompressed node key (x ‖ y); its address must have signed `NodeBinding`
    /// @param nodeSignature 65-byte EIP-712 `NodeBinding(address operator)` signature of the node key
    function register(
        address operator,
        Provider calldata provider,
        bytes calldata nodePublicKey,
        bytes calldata nodeSignature
    ) external;
    /// @notice Takes a provider out of every corridor at once; from the operator or the owner.
    function revoke(address operator) external;
    /// @notice Whether the operator is registered, not revoked and serves the corridor.
    function isActive(address operator, bytes32 corridor) external view returns (bool);
    /// @notice The stored record; empty when unknown.
    function getProvider(address operator) external view returns (Provider memory);
    /// @notice The Ethereum address of the operator's node key; zero when unknown.
    function nodeAddressOf(address operator) external view returns (address);
    /// @notice Every operator that ever registered, in order of registration.
    function getOperators() external view returns (address[] memory);
    /// @notice The EIP-712 domain separator that node keys sign under.
    function domainSeparator() external view returns (bytes32);
}
