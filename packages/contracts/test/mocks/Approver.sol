// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A contract account that approves a digest when the signature is the preimage of a secret it was given, and that can
/// be told to answer in every wrong way.
contract Approver {
    enum Answer {
        Honest,
        Short,
        Dirty,
        Long,
        Revert
    }

    bytes32 private immutable _secretHash;
    Answer private _answer;

    constructor(bytes memory secret) {
        _secretHash = keccak256(secret);
    }

    function answerWith(Answer answer) external {
        _answer = answer;
    }

    function isValidSignature(bytes32, bytes calldata signature) external view returns (bytes4) {
        bytes4 magic = keccak256(signature) == _secretHash ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
        if (_answer == Answer.Revert) revert("refused");
        uint256 size = _answer == Answer.Short ? 31 : _answer == Answer.Long ? 100_000 : 32;
        uint256 dirt = _answer == Answer.Dirty ? 1 : 0;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, or(magic, dirt))
            return(data, size)
        }
    }
}
