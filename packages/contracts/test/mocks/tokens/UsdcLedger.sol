// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice Balances and powers of the USDC-like token. A balance and its owner's denial share one word; the pause flag shares
/// one with the pauser; an allowance is spent even when it is unlimited. Anyone may mint: it is worth nothing.
abstract contract UsdcLedger {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Denied(address indexed account, bool denied);
    event PauseSet(bool paused);

    uint256 private constant DENIED = 1 << 255;

    address public owner;
    address public pauser;
    bool public paused;
    string public name;
    string public symbol;
    uint8 public decimals;
    mapping(address account => uint256) private _words; // denied flag ‖ balance
    mapping(address owner => mapping(address spender => uint256)) internal _allowed;
    uint256 public totalSupply;

    modifier whenNotPaused() {
        require(!paused, "paused");
        _;
    }

    modifier notDenied(address account) {
        require(!isDenied(account), "account denied");
        _;
    }

    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }

    function initialize(address owner_) external {
        require(owner == address(0), "initialized already");
        (owner, pauser) = (owner_, owner_);
        (name, symbol, decimals) = ("USD Coin", "USDC", 6);
        _words[address(this)] = DENIED; // the token takes no deposits of itself
    }

    function mint(address to, uint256 value) external whenNotPaused notDenied(to) {
        totalSupply += value;
        _setBalance(to, balanceOf(to) + value);
        emit Transfer(address(0), to, value);
    }

    function approve(address spender, uint256 value) external whenNotPaused returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    function increaseAllowance(address spender, uint256 added) external whenNotPaused returns (bool) {
        _approve(msg.sender, spender, _allowed[msg.sender][spender] + added);
        return true;
    }

    function decreaseAllowance(address spender, uint256 removed) external whenNotPaused returns (bool) {
        _approve(msg.sender, spender, _allowed[msg.sender][spender] - removed);
        return true;
    }

    function transferFrom(address from, address to, uint256 value)
        external
        whenNotPaused
        notDenied(msg.sender)
        notDenied(from)
        notDenied(to)
        returns (bool)
    {
        require(value <= _allowed[from][msg.sender], "amount exceeds allowance");
        _transfer(from, to, value);
        _allowed[from][msg.sender] = _allowed[from][msg.sender] - value;
        return true;
    }

    function transfer(address to, uint256 value)
        external
        whenNotPaused
        notDenied(msg.sender)
        notDenied(to)
        returns (bool)
    {
        _transfer(msg.sender, to, value);
        return true;
    }

    function deny(address account, bool denied) external onlyOwner {
        _words[account] = denied ? _words[account] | DENIED : balanceOf(account);
        emit Denied(account, denied);
    }

    function pause(bool paused_) external {
        require(msg.sender == pauser, "not the pauser");
        paused = paused_;
        emit PauseSet(paused_);
    }

    function allowance(address owner_, address spender) external view returns (uint256) {
        return _allowed[owner_][spender];
    }

    function balanceOf(address account) public view returns (uint256) {
        return _words[account] & ~DENIED;
    }

    function isDenied(address account) public view returns (bool) {
        return _words[account] >> 255 == 1;
    }

    function _transfer(address from, address to, uint256 value) internal {
        require(from != address(0), "from nobody");
        require(to != address(0), "to nobody");
        require(value <= balanceOf(from), "amount exceeds balance");
        _setBalance(from, balanceOf(from) - value);
        _setBalance(to, balanceOf(to) + value);
        emit Transfer(from, to, value);
    }

    function _approve(address owner_, address spender, uint256 value) internal {
        require(owner_ != address(0), "from nobody");
        require(spender != address(0), "to nobody");
        _allowed[owner_][spender] = value;
        emit Approval(owner_, spender, value);
    }

    function _setBalance(address account, uint256 value) private {
        require(value < DENIED, "balance too large");
        require(!isDenied(account), "account denied");
        _words[account] = value;
    }
}
