// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Provider registry
/// @notice Identity of providers: hot operator key, cold owner, libp2p node key, HPKE key, endpoints, corridors. It holds no funds.
/// @dev Keys and what becomes of them:
/// - The operator's address is the provider's id, and its account, bonds and live claims in an escrow hang on it. So it never
///   changes: a new hot key is a new provider, registered by itself under the same owner, to which the owner hands over
///   (`handOver`) once the old one has finished its claims.
/// - The node key changes by `register` with another key. A binding names the operator's `bindingNonceOf`, which every binding
///   and every revocation moves on, so a retired key cannot be bound again with an old signature.
/// - Leaving (`revoke`, `handOver`, `register` with `active` false) only ends new claims. An escrow never asks the
///   registry when a claim is given up, paid, submitted, settled or expired, nor when an account is withdrawn.
interface IProviderRegistry {
    struct Provider {
        address owner; // cold key: may rotate and revoke
        bytes nodeKey; // 33-byte compressed secp256k1 key: libp2p identity and report signer
        bytes32 hpkeKey; // X25519 public key that recipients' details are sealed to
        string gatewayUrl;
        string[] multiaddrs;
        bytes32[] corridors; // in any order, none twice
        bool active;
    }

    /// @param operator the hot key, the provider's id everywhere
    /// @param nodeAddress the Ethereum address of nodeKey
    event ProviderRegistered(address indexed operator, address indexed owner, address nodeAddress, Provider provider);
    /// @notice The provider serves no corridor any more. Also emitted after ProviderRegistered when `active` is false.
    event ProviderRevoked(address indexed operator);
    /// @notice The owner says that `successor`, a provider of its own, stands in for `operator` from now on.
    event ProviderHandedOver(address indexed operator, address indexed successor);

    error InvalidSender(address sender, address expected);
    error InvalidNodeKey(uint256 length);
    error NodeKeyNotProven(address recovered, address expected);
    error NodeKeyTaken(address nodeAddress, address operator);
    error NodeKeyMismatch(bytes nodeKey, bytes nodePublicKey);
    error ZeroHpkeKey();
    error TooMany(uint256 count, uint256 limit);
    error DuplicateCorridor(bytes32 corridor);
    error UnknownProvider(address operator);
    error NotActive(address operator);
    error InvalidSuccessor(address operator, address successor);
    error NotAscending(address previous, address next);
    error ZeroOwner();

    /// @notice Registers or updates `operator`. The first call comes from the operator and fixes the owner; later calls come
    /// from the operator or the owner. Only the owner may change the owner or reactivate a revoked provider.
    /// @param operator the hot key
    /// @param provider the whole record; it replaces the former one. Corridors that stay listed keep their `memberSince`
    /// @param nodePublicKey 64-byte uncompressed node key (x ‖ y)
    /// @param nodeSignature 65-byte EIP-712 `NodeBinding(address operator,uint256 nonce)` signature of the node key, with the
    /// operator's `bindingNonceOf`; empty when the provider is active and keeps its node key
    function register(
        address operator,
        Provider calldata provider,
        bytes calldata nodePublicKey,
        bytes calldata nodeSignature
    ) external;
    /// @notice Takes a provider out of every corridor at once and frees its node key; from the operator or the owner.
    function revoke(address operator) external;
    /// @notice Revokes `operator` and names who stands in for it; from the owner, for an active provider of the same owner.
    /// Moves no funds and no claims: the old operator finishes its own.
    function handOver(address operator, address successor) external;

    // --- one provider

    /// @notice Whether the operator is registered, not revoked and serves the corridor. One storage read.
    function isActive(address operator, bytes32 corridor) external view returns (bool);
    /// @notice Since when the operator has served the corridor without a break, unix seconds; zero when it does not.
    function memberSince(address operator, bytes32 corridor) external view returns (uint40);
    /// @notice The stored record; empty when unknown. It outlives a revocation.
    function getProvider(address operator) external view returns (Provider memory);
    /// @notice The Ethereum address of the operator's latest node key; zero when unknown. It outlives a revocation.
    function nodeAddressOf(address operator) external view returns (address);
    /// @notice The active provider that a node key is bound to, by the key's Ethereum address; zero when none. At most one.
    function operatorOfNode(address nodeAddress) external view returns (address);
    /// @notice The nonce that the operator's next node binding must carry.
    function bindingNonceOf(address operator) external view returns (uint256);
    /// @notice Every operator that ever registered, in order of registration.
    function getOperators() external view returns (address[] memory);
    /// @notice The EIP-712 domain separator that node keys sign under.
    function domainSeparator() external view returns (bytes32);

    // --- one corridor

    /// @notice How many active providers serve a corridor.
    function activeCount(bytes32 corridor) external view returns (uint256);
    /// @notice The active providers of a corridor, in no particular order.
    function operatorsOf(bytes32 corridor) external view returns (address[] memory);
    /// @notice How many of a corridor's active providers make a quorum: ⌊(n + f) / 2⌋ + 1 with f = ⌊(n − 1) / 3⌋.
    /// @dev Registering costs no stake: where a seat must cost something, weigh by stake or use RouteAnchor's seats.
    function quorumOf(bytes32 corridor) external view returns (uint256);
    /// @notice Staked token units of those of `operators` that serve the corridor now.
    /// @param escrow where they are staked (`IProviderAccounts.stakeOf`); what is cooling down weighs nothing
    /// @param operators strictly ascending, so that nobody weighs twice
    function stakeWeightOf(address escrow, bytes32 corridor, address[] calldata operators, address token)
        external
        view
        returns (uint256);
    /// @notice Staked token units of all active providers of a corridor. Reads every one of them: for calls, not transactions.
    function totalStakeOf(address escrow, bytes32 corridor, address token) external view returns (uint256);
}
