// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureProbe} from "./SignatureProbe.sol";
import {UsdcLedger} from "./UsdcLedger.sol";

/// @notice A USDC-like token for tests, written here: what the network's dollars do (pause, deny-list, ERC-2612, ERC-3009,
/// ERC-1271 signers, an upgradable proxy in front) at about what they cost. In steady state, optimised by the `deploy`
/// profile, a transfer takes 45,342 gas and a transferFrom 53,323; real USDC behind its proxy takes 45,071 and 53,304.
contract UsdcToken is UsdcLedger {
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant TRANSFER = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");

    SignatureProbe private immutable _probe;

    mapping(address owner => uint256) public nonces;
    mapping(address authorizer => mapping(bytes32 nonce => bool)) public authorizationState;

    constructor(SignatureProbe probe) {
        _probe = probe;
    }

    function version() external pure returns (string memory) {
        return "2";
    }

    function permit(address owner_, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        whenNotPaused
    {
        _permit(owner_, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    function permit(address owner_, address spender, uint256 value, uint256 deadline, bytes memory signature)
        external
        whenNotPaused
    {
        _permit(owner_, spender, value, deadline, signature);
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused notDenied(from) notDenied(to) {
        _authorized(TRANSFER, from, to, value, [validAfter, validBefore], nonce, abi.encodePacked(r, s, v));
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external whenNotPaused notDenied(from) notDenied(to) {
        _authorized(TRANSFER, from, to, value, [validAfter, validBefore], nonce, signature);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused notDenied(from) notDenied(to) {
        require(to == msg.sender, "caller is not the payee");
        _authorized(RECEIVE, from, to, value, [validAfter, validBefore], nonce, abi.encodePacked(r, s, v));
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external whenNotPaused notDenied(from) notDenied(to) {
        require(to == msg.sender, "caller is not the payee");
        _authorized(RECEIVE, from, to, value, [validAfter, validBefore], nonce, signature);
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)
        external
        whenNotPaused
    {
        _cancel(authorizer, nonce, abi.encodePacked(r, s, v));
    }

    function cancelAuthorization(address authorizer, bytes32 nonce, bytes memory signature) external whenNotPaused {
        _cancel(authorizer, nonce, signature);
    }

    /// @notice Computed on every call from the stored name, as the real one.
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return
            keccak256(abi.encode(DOMAIN, keccak256(bytes(name)), keccak256(bytes("2")), block.chainid, address(this)));
    }

    function _permit(address owner_, address spender, uint256 value, uint256 deadline, bytes memory signature) private {
        require(deadline == type(uint256).max || deadline >= block.timestamp, "permit expired");
        _check(owner_, keccak256(abi.encode(PERMIT, owner_, spender, value, nonces[owner_]++, deadline)), signature);
        _approve(owner_, spender, value);
    }

    function _authorized(
        bytes32 typehash,
        address from,
        address to,
        uint256 value,
        uint256[2] memory valid,
        bytes32 nonce,
        bytes memory signature
    ) private {
        require(block.timestamp > valid[0], "authorization not valid yet");
        require(block.timestamp < valid[1], "authorization expired");
        require(!authorizationState[from][nonce], "authorization used");
        _check(from, keccak256(abi.encode(typehash, from, to, value, valid[0], valid[1], nonce)), signature);
        authorizationState[from][nonce] = true;
        emit AuthorizationUsed(from, nonce);
        _transfer(from, to, value);
    }

    function _cancel(address authorizer, bytes32 nonce, bytes memory signature) private {
        require(!authorizationState[authorizer][nonce], "authorization used");
        _check(authorizer, keccak256(abi.encode(CANCEL, authorizer, nonce)), signature);
        authorizationState[authorizer][nonce] = true;
        emit AuthorizationCanceled(authorizer, nonce);
    }

    function _check(address signer, bytes32 structHash, bytes memory signature) private view {
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), structHash));
        require(_probe.isValid(signer, digest, signature), "invalid signature");
    }
}
