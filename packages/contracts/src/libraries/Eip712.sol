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
        _cachedSeparator = _buildSeparator(_nameHash, address(this));
    }

    function _domainSeparator() internal view returns (bytes32) {
        return block.chainid == _cachedChainId ? _cachedSeparator : _buildSeparator(_nameHash, address(this));
    }

    /// @dev keccak256(0x1901 ‖ domain ‖ structHash)
    function _toDigest(bytes32 structHash) internal view returns (bytes32) {
        return _toDigest(_domainSeparator(), structHash);
    }

    /// @dev The same under another domain, such as another contract's.
    function _toDigest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, hex"1901")
            mstore(add(input, 2), separator)
            mstore(add(input, 34), structHash)
            digest := keccak256(input, 66)
        }
    }

    /// @dev Separator of a domain of this chain and version "1".
    function _buildSeparator(bytes32 nameHash, address verifyingContract) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, nameHash, keccak256("1"), block.chainid, verifyingContract));
    }
}
