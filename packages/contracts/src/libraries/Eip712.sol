// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice An EIP-712 domain of name, version "1", chain and this contract; rebuilt when the chain id changes.
abstract contract Eip712 {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    bytes32 private immutable _nameHash;
    bytes32 private immutable _cachedSeparator;
    uint256 private immutable _cachedChainId;

    constructor(string memory name) {
        _nameHash = keccak256(bytes(name));
        _cachedChainId = block.chainid;
        _cachedSeparator = _buildSeparator();
    }

    function _domainSeparator() internal view returns (bytes32) {
        return block.chainid == _cachedChainId ? _cachedSeparator : _buildSeparator();
    }

    /// @dev keccak256(0x1901 ‖ domain ‖ structHash)
    function _toDigest(bytes32 structHash) internal view returns (bytes32) {
        bytes32 separator = _domainSeparator();
        bytes32 digest;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, 0x1901000000000000000000000000000000000000000000000000000000000000)
            mstore(add(buffer, 2), separator)
            mstore(add(buffer, 34), structHash)
            digest := keccak256(buffer, 66)
        }
        return digest;
    }

    function _buildSeparator() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, _nameHash, keccak256("1"), block.chainid, address(this)));
    }
}
