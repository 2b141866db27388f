// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice One lock per contract in transient storage.
abstract contract ReentrancyGuard {
    error Reentered();

    bool private transient _entered;

    modifier nonReentrant() {
        if (_entered) revert Reentered();
        _entered = true;
        _;
        _entered = false;
    }
}
