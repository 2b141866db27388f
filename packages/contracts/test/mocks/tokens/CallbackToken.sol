// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ledger} from "../Tokens.sol";

/// @notice Calls back into a target, once per armed payload, on every transfer, in the name of an account it controls: itself.
contract CallbackToken is Ledger {
    address private _target;
    bytes[] private _payloads;
    bool private _calling;

    uint256 public attempts;
    bytes4[] private _through;

    function arm(address target, bytes[] calldata payloads) external {
        _target = target;
        delete _payloads;
        for (uint256 i; i < payloads.length; ++i) {
            _payloads.push(payloads[i]);
        }
        attempts = 0;
        delete _through;
    }

    /// @notice Selectors of the callbacks that got through.
    function through() external view returns (bytes4[] memory) {
        return _through;
    }

    /// @notice Lets the token act as a payer or provider of its own.
    function run(address target, bytes calldata data) external {
        (bool ok,) = target.call(data);
        require(ok, "call failed");
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _callBack();
        _move(msg.sender, to, amount);
        _callBack();
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _callBack();
        _spend(from, amount);
        _move(from, to, amount);
        _callBack();
        return true;
    }

    function _callBack() private {
        if (_calling) return; // a callback that got through may move tokens
        _calling = true;
        for (uint256 i; i < _payloads.length; ++i) {
            ++attempts;
            (bool ok,) = _target.call(_payloads[i]);
            if (ok) _through.push(bytes4(_payloads[i]));
        }
        _calling = false;
    }
}
