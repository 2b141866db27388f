// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";

interface IPermit2Carrier {
    function deployPermit2() external returns (address);
}

/// @notice Puts the real Permit2 where it lives on every chain, out of Uniswap's own npm package (no copy of it is kept here).
library Permit2 {
    address internal constant AT = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string private constant CARRIER =
        "../../node_modules/@uniswap/v4-periphery/foundry-out/DeployPermit2.sol/DeployPermit2.json";

    function etch() internal {
        address carrier = vm.deployCode(CARRIER);
        require(IPermit2Carrier(carrier).deployPermit2() == AT, "Permit2 moved");
    }
}
