// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

interface IProbedWallet {
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4);
}

/// @notice Checks signatures for the USDC-like token from a contract of its own, as the real token's linked library does:
/// keys of accounts without code, ERC-1271 for all others.
contract SignatureProbe {
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    function isValid(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        if (signer.code.length == 0) return _recover(digest, signature) == signer;
        (bool ok, bytes memory answer) =
            signer.staticcall(abi.encodeCall(IProbedWallet.isValidSignature, (digest, signature)));
        return
            ok && answer.length >= 32
                && abi.decode(answer, (bytes32)) == bytes32(IProbedWallet.isValidSignature.selector);
    }

    function _recover(bytes32 digest, bytes calldata signature) private pure returns (address signer) {
        require(signature.length == 65, "signature length");
        require(uint256(bytes32(signature[32:64])) <= HALF_ORDER, "signature s");
        uint8 v = uint8(signature[64]);
        require(v == 27 || v == 28, "signature v");
        signer = ecrecover(digest, v, bytes32(signature[0:32]), bytes32(signature[32:64]));
        require(signer != address(0), "invalid signature");
    }
}
