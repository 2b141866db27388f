// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {Order} from "../../src/types/Order.sol";

interface IPermit2Carrier {
    function deployPermit2() external returns (address);
}

interface IPermit2Domain {
    function DOMAIN_SEPARATOR() external view returns (bytes32);
}

/// @notice Puts the real Permit2 where it lives on every chain, out of Uniswap's own npm package (no copy of it is kept here).
library Permit2 {
    address internal constant AT = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string private constant CARRIER =
        "../../node_modules/@uniswap/v4-periphery/foundry-out/DeployPermit2.sol/DeployPermit2.json";

    string internal constant TERMS =
        "Order(SettlementTerms settlement,OrderDetails details)OrderDetails(RoutingTerms routing,PartyTerms parties)PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)";

    /// @dev What a payer signs so that `spender` may take an order's amount: spelled out from Permit2's documentation. `witness` is
    /// the order's EIP-712 struct hash.
    function structHash(Order memory order, address spender, uint256 nonce, bytes32 witness)
        internal
        pure
        returns (bytes32)
    {
        bytes32 permissions = keccak256(
            abi.encode(
                keccak256("TokenPermissions(address token,uint256 amount)"),
                order.settlement.token,
                order.settlement.amount
            )
        );
        bytes32 typeHash = keccak256(
            abi.encodePacked(
                "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Order witness)",
                TERMS,
                "TokenPermissions(address token,uint256 amount)"
            )
        );
        uint256 deadline = order.routing.claimBy;
        return keccak256(abi.encode(typeHash, permissions, spender, nonce, deadline, witness));
    }

    function etch() internal {
        address carrier = vm.deployCode(CARRIER);
        require(IPermit2Carrier(carrier).deployPermit2() == AT, "Permit2 moved");
    }
}
