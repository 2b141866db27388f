// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPayoutVerifier} from "./interfaces/IPayoutVerifier.sol";
import {IPspKeyVerifier} from "./interfaces/IPspKeyVerifier.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {Rsa} from "./libraries/Rsa.sol";

/// @title PSP key verifier
/// @notice Accepts a batch of payouts that one fixed RSA key signed.
contract PspKeyVerifier is IPspKeyVerifier, Eip712 {
    uint256 private constant MIN_LENGTH = 256; // 2,048 bits
    uint256 private constant MAX_LENGTH = 512; // 4,096 bits

    // The code at this address is a STOP and the modulus: reading it costs one account access instead of eight slots or more.
    address private immutable _modulusAt;

    /// @param modulus_ big-endian, 256 to 512 bytes in steps of 32, odd and without leading zero bits
    constructor(bytes memory modulus_) Eip712("Paynode PspKeyVerifier") {
        uint256 length = modulus_.length;
        bool isSized = length >= MIN_LENGTH && length <= MAX_LENGTH && length % 32 == 0;
        if (!isSized || modulus_[0] < 0x80 || uint8(modulus_[length - 1]) % 2 == 0) revert InvalidModulus(length);
        // PUSH2 size, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN: what follows these ten bytes becomes the code.
        bytes memory initCode = abi.encodePacked(hex"61", uint16(length + 1), hex"80600a5f395ff3", hex"00", modulus_);
        address at;
        assembly ("memory-safe") {
            at := create(0, add(initCode, 32), mload(initCode))
        }
        if (at.code.length != length + 1) revert InvalidModulus(length);
        _modulusAt = at;
    }

    /// @inheritdoc IPayoutVerifier
    function verify(bytes32 digest, bytes calldata proof) external view returns (bool accepted) {
        return Rsa.verify(sha256(messageOf(digest)), proof, modulus());
    }

    /// @inheritdoc IPspKeyVerifier
    function modulus() public view returns (bytes memory value) {
        address at = _modulusAt;
        uint256 length = at.code.length - 1;
        value = new bytes(length);
        assembly ("memory-safe") {
            extcodecopy(at, add(value, 32), 1, length)
        }
    }

    /// @inheritdoc IPspKeyVerifier
    function messageOf(bytes32 digest) public view returns (bytes memory) {
        return abi.encodePacked(hex"1901", _domainSeparator(), digest);
    }

    /// @inheritdoc IPspKeyVerifier
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }
}
