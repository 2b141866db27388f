// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test, Vm} from "forge-std/Test.sol";
import {OrderEscrow} from "../../src/OrderEscrow.sol";
import {ProviderRegistry} from "../../src/ProviderRegistry.sol";
import {QuorumVerifier} from "../../src/QuorumVerifier.sol";
import {IOrderEscrow} from "../../src/interfaces/IOrderEscrow.sol";
import {IProviderRegistry} from "../../src/interfaces/IProviderRegistry.sol";
import {OrderHash} from "../../src/libraries/OrderHash.sol";
import {TestUSD} from "../../src/tokens/TestUSD.sol";
import "../../src/types/Order.sol";
import {
    DenyListToken,
    FeeOnTransferToken,
    Ledger,
    NoReturnToken,
    ReentrantToken,
    ReturnsFalseToken
} from "../mocks/Tokens.sol";

/// @notice One escrow with two providers, three attesters (two must sign) and every kind of token.
abstract contract EscrowTest is Test {
    bytes32 internal constant CORRIDOR = "NGN/bank";
    uint128 internal constant AMOUNT = 100e6;
    uint128 internal constant PAYOUT = 150_000_00;
    uint128 internal constant INSTANT_CAP = 1_000e6;
    uint128 internal constant BOND = 1e6;
    uint128 internal constant STAKE = 500e6;

    OrderEscrow internal escrow;
    ProviderRegistry internal registry;
    QuorumVerifier internal verifier;
    TestUSD internal token;
    NoReturnToken internal noReturn;
    FeeOnTransferToken internal feeOnTransfer;
    ReturnsFalseToken internal returnsFalse;
    DenyListToken internal denyList;
    ReentrantToken internal reentrant;

    Vm.Wallet internal payer;
    address internal refundTo = makeAddr("refundTo");
    address internal integrator = makeAddr("integrator");
    address internal feeReceiver = makeAddr("feeReceiver");
    address internal arbiter = makeAddr("arbiter");
    address internal stranger = makeAddr("stranger");
    address internal provider = makeAddr("provider");
    address internal rival = makeAddr("rival");
    uint256[] internal attesterKeys;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        payer = vm.createWallet("payer");
        registry = new ProviderRegistry();
        token = new TestUSD();
        noReturn = new NoReturnToken();
        feeOnTransfer = new FeeOnTransferToken();
        returnsFalse = new ReturnsFalseToken();
        denyList = new DenyListToken();
        reentrant = new ReentrantToken();
        verifier = _deployVerifier();
        escrow = _deployEscrow();
        _join(provider);
        _join(rival);
    }

    function _deployVerifier() internal returns (QuorumVerifier) {
        address[] memory attesters = new address[](3);
        for (uint256 i; i < 3; ++i) {
            attesterKeys.push(uint256(keccak256(abi.encode("attester", i))));
        }
        for (uint256 i; i < 3; ++i) {
            for (uint256 j = i + 1; j < 3; ++j) {
                if (vm.addr(attesterKeys[j]) < vm.addr(attesterKeys[i])) {
                    (attesterKeys[i], attesterKeys[j]) = (attesterKeys[j], attesterKeys[i]);
                }
            }
            attesters[i] = vm.addr(attesterKeys[i]);
        }
        return new QuorumVerifier(attesters, 2);
    }

    function _deployEscrow() internal returns (OrderEscrow) {
        address[] memory tokens = new address[](6);
        uint128[] memory caps = new uint128[](6);
        tokens[0] = address(token);
        tokens[1] = address(noReturn);
        tokens[2] = address(feeOnTransfer);
        tokens[3] = address(returnsFalse);
        tokens[4] = address(denyList);
        tokens[5] = address(reentrant);
        for (uint256 i; i < 6; ++i) {
            caps[i] = INSTANT_CAP;
        }
        return new OrderEscrow(address(registry), tokens, caps, 100, 50, feeReceiver);
    }

    // --- registry

    function _record(Vm.Wallet memory node, address owner) internal pure returns (IProviderRegistry.Provider memory r) {
        r.owner = owner;
        r.nodeKey = abi.encodePacked(node.publicKeyY % 2 == 0 ? bytes1(0x02) : bytes1(0x03), node.publicKeyX);
        r.hpkeKey = keccak256("hpke");
        r.gatewayUrl = "https://provider.example";
        r.multiaddrs = new string[](1);
        r.multiaddrs[0] = "/ip4/127.0.0.1/tcp/4001";
        r.corridors = new bytes32[](1);
        r.corridors[0] = CORRIDOR;
        r.active = true;
    }

    function _publicKey(Vm.Wallet memory node) internal pure returns (bytes memory) {
        return abi.encodePacked(node.publicKeyX, node.publicKeyY);
    }

    function _bind(Vm.Wallet memory node, address operator) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("NodeBinding(address operator,uint256 nonce)");
        bytes32 structHash = keccak256(abi.encode(typeHash, operator, registry.bindingNonceOf(operator)));
        return _sign(node.privateKey, _digest(registry.domainSeparator(), structHash));
    }

    function _join(address operator) internal {
        Vm.Wallet memory node = vm.createWallet(uint256(keccak256(abi.encode(operator))));
        bytes memory binding = _bind(node, operator);
        vm.prank(operator);
        registry.register(operator, _record(node, operator), _publicKey(node), binding);
        _stake(operator, STAKE);
    }

    function _stake(address account, uint128 amount) internal {
        _fund(account, address(token), amount);
        vm.prank(account);
        escrow.deposit(address(token), amount);
    }

    // --- orders

    function _order() internal view returns (Order memory order) {
        order.settlement = SettlementTerms({
            payer: payer.addr,
            refundTo: refundTo,
            token: address(token),
            amount: AMOUNT,
            payout: PAYOUT,
            corridor: CORRIDOR,
            recipientHash: keccak256("recipient"),
            integrator: integrator,
            integratorFeeBps: 100,
            protocolFeeBps: 50,
            verifier: address(verifier),
            arbiter: arbiter,
            challengeWindow: 6 hours,
            reclaimAfter: uint40(block.timestamp + 3 days)
        });
        order.routing = RoutingTerms({
            pinned: new address[](0),
            turnSeconds: 0,
            claimBy: uint40(block.timestamp + 1 days),
            payWindow: 1 hours,
            salt: 1
        });
    }

    function _optimistic() internal view returns (Order memory order) {
        order = _order();
        order.settlement.verifier = address(0);
    }

    function _large() internal view returns (Order memory order) {
        order = _order();
        order.settlement.amount = INSTANT_CAP + 1;
    }

    function _fund(address account, address asset, uint256 amount) internal {
        Ledger(asset).mint(account, amount);
        vm.prank(account);
        Ledger(asset).approve(address(escrow), type(uint256).max);
    }

    function _create(Order memory order) internal returns (bytes32 orderId) {
        _fund(order.settlement.payer, order.settlement.token, order.settlement.amount);
        vm.prank(order.settlement.payer);
        return escrow.create(order);
    }

    function _claim(Order memory order) internal returns (bytes32 orderId) {
        orderId = _create(order);
        vm.prank(provider);
        escrow.claim(order, keccak256("route"));
    }

    function _submit(Order memory order) internal returns (bytes32 orderId) {
        orderId = _claim(order);
        PayoutAttestation memory attestation = _attestation(order);
        bytes memory proof = order.settlement.verifier == address(0) ? bytes("") : _prove(_one(attestation));
        vm.prank(provider);
        escrow.submit(order, attestation, proof);
    }

    function _dispute(Order memory order) internal returns (bytes32 orderId) {
        orderId = _submit(order);
        _stake(payer.addr, escrow.bondOf(order.settlement.amount));
        vm.prank(payer.addr);
        escrow.challenge(order, keccak256("evidence"));
    }

    function _status(bytes32 orderId) internal view returns (Status) {
        return escrow.stateOf(orderId).status;
    }

    function _assertStatus(bytes32 orderId, Status expected) internal view {
        assertEq(uint8(_status(orderId)), uint8(expected), "status");
    }

    function _assertAccount(address account, uint256 free, uint256 locked) internal view {
        (uint128 actualFree, uint128 actualLocked) = escrow.accountOf(account, address(token));
        assertEq(actualFree, free, "free");
        assertEq(actualLocked, locked, "locked");
    }

    // --- signatures

    function _attestation(Order memory order) internal view returns (PayoutAttestation memory) {
        return PayoutAttestation({
            orderId: escrow.hashOrder(order),
            provider: provider,
            paymentReferenceHash: keccak256("reference"),
            payout: order.settlement.payout,
            paidAt: uint40(block.timestamp)
        });
    }

    function _one(PayoutAttestation memory attestation) internal pure returns (PayoutAttestation[] memory items) {
        items = new PayoutAttestation[](1);
        items[0] = attestation;
    }

    function _prove(PayoutAttestation[] memory items) internal view returns (bytes memory) {
        bytes32 digest = _digest(verifier.domainSeparator(), escrow.batchDigest(items));
        return bytes.concat(_sign(attesterKeys[0], digest), _sign(attesterKeys[1], digest));
    }

    function _confirmation(Order memory order, uint256 key) internal view returns (bytes memory) {
        return _sign(key, _confirmationDigest(order));
    }

    function _confirmationDigest(Order memory order) internal view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(keccak256("Confirmation(bytes32 orderId)"), escrow.hashOrder(order)));
        return _digest(escrow.domainSeparator(), structHash);
    }

    function _digest(bytes32 domain, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // --- expected errors

    function _expectStatus(bytes32 orderId, Status actual, Status expected) internal {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.WrongStatus.selector, orderId, actual, expected));
    }

    function _expectPair(bytes4 selector, uint256 left, uint256 right) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, left, right));
    }

    function _expectSender(address sender, address expected) internal {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSender.selector, sender, expected));
    }
}
