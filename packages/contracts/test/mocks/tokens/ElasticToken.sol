// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A rebasing token that can also take a fee: balances are shares times `index`, and whoever holds it may change both.
contract ElasticToken {
    uint256 public constant ONE = 1e18;

    uint256 public index = ONE;
    uint256 public feeBps; // of what is sent, burnt on the way
    mapping(address account => uint256) public sharesOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function rebase(uint256 index_) external {
        index = index_;
    }

    function setFee(uint256 feeBps_) external {
        feeBps = feeBps_;
    }

    function mint(address to, uint256 amount) external {
        sharesOf[to] += amount * ONE / index;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }

    function balanceOf(address account) external view returns (uint256) {
        return sharesOf[account] * index / ONE;
    }

    function _move(address from, address to, uint256 amount) private {
        sharesOf[from] -= amount * ONE / index;
        sharesOf[to] += (amount - amount * feeBps / 10_000) * ONE / index;
    }
}
