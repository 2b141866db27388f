// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A contract account that approves exactly one digest.
contract Wallet1271 {
    bytes32 public approved;

    function approveDigest(bytes32 digest) external {
        approved = digest;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return digest == approved ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }

    function call(address target, bytes calldata data) external {
        (bool ok,) = target.call(data);
        require(ok, "call failed");
    }
}
