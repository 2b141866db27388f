// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../../src/interfaces/IOrderEscrow.sol";
import {Order} from "../../src/types/Order.sol";

/// @notice A plain ledger that the adversarial tokens below deviate from.
abstract contract Ledger {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function _move(address from, address to, uint256 amount) internal {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }

    function _spend(address from, uint256 amount) internal {
        allowance[from][msg.sender] -= amount;
    }
}

contract NoReturnToken is Ledger {
    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        _spend(from, amount);
        _move(from, to, amount);
    }
}

contract FeeOnTransferToken is Ledger {
    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount - 1);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spend(from, amount);
        _move(from, to, amount - 1);
        return true;
    }
}

contract ReturnsFalseToken is Ledger {
    bool public working = true;

    function stop() external {
        working = false;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        if (working) _move(msg.sender, to, amount);
        return working;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        if (working) _move(from, to, amount);
        return working;
    }
}

contract DenyListToken is Ledger {
    mapping(address => bool) public denied;

    function deny(address account, bool value) external {
        denied[account] = value;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        require(!denied[to], "denied");
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spend(from, amount);
        _move(from, to, amount);
        return true;
    }
}

/// @notice Calls back into the escrow during a transfer and remembers whether that call got through.
contract ReentrantToken is Ledger {
    address public target;
    bytes public payload;
    bool public reentered;

    function arm(address target_, bytes calldata payload_) external {
        target = target_;
        payload = payload_;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        _callBack();
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _move(from, to, amount);
        _callBack();
        return true;
    }

    function _callBack() private {
        if (target == address(0)) return;
        (bool ok,) = target.call(payload);
        if (ok) reentered = true;
    }
}
