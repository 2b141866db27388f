// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice One lock per contract in transient storage, for every function that calls a token: while a token has the floor, nothing
/// can leave the contract, and what comes in is measured exactly.
abstract contract ReentrancyGuard {
    error Reentered();

    uint256 private transient _entered; // a whole word: a bool would be read again before each write

    modifier nonReentrant() {
        if (_entered != 0) revert Reentered();
        _entered = 1;
        _;
        _entered = 0;
    }
}
