// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice The proxy in front of the USDC-like token: every call reads the admin (who may not use the token) and the
/// implementation from storage before it delegates, as the real one does.
contract UsdcProxy {
    event Upgraded(address implementation);

    error AdminMayNotCall(address admin);
    error NoCode(address implementation);

    bytes32 private constant ADMIN_SLOT = keccak256("paynode.test.UsdcProxy.admin");
    bytes32 private constant IMPLEMENTATION_SLOT = keccak256("paynode.test.UsdcProxy.implementation");

    constructor(address implementation_, bytes memory initializer) {
        _write(ADMIN_SLOT, msg.sender);
        _upgrade(implementation_);
        (bool ok,) = implementation_.delegatecall(initializer);
        require(ok, "initializer failed");
    }

    fallback() external {
        _forward();
    }

    /// @notice The admin replaces the token's code; anyone else's call goes to the token.
    function upgradeTo(address implementation_) external {
        if (msg.sender != _read(ADMIN_SLOT)) _forward();
        _upgrade(implementation_);
    }

    function changeAdmin(address admin_) external {
        if (msg.sender != _read(ADMIN_SLOT)) _forward();
        _write(ADMIN_SLOT, admin_);
    }

    function admin() external view returns (address) {
        return _read(ADMIN_SLOT);
    }

    function implementation() external view returns (address) {
        return _read(IMPLEMENTATION_SLOT);
    }

    function _forward() private {
        address admin_ = _read(ADMIN_SLOT);
        if (msg.sender == admin_) revert AdminMayNotCall(admin_);
        address target = _read(IMPLEMENTATION_SLOT);
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }

    function _upgrade(address implementation_) private {
        if (implementation_.code.length == 0) revert NoCode(implementation_);
        _write(IMPLEMENTATION_SLOT, implementation_);
        emit Upgraded(implementation_);
    }

    function _read(bytes32 slot) private view returns (address value) {
        assembly {
            value := sload(slot)
        }
    }

    function _write(bytes32 slot, address value) private {
        assembly {
            sstore(slot, value)
        }
    }
}
