// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../../src/interfaces/IOrderEscrow.sol";
import {IProviderAccounts} from "../../src/interfaces/IProviderAccounts.sol";
import {TestUSD} from "../../src/tokens/TestUSD.sol";
import "../../src/types/Order.sol";
import {IdentityTest, Vm} from "./IdentityTest.sol";
import {TermHash} from "./TermHash.sol";

interface IEscrow is IOrderEscrow, IProviderAccounts {}

interface IMintable {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

/// @notice One escrow with two providers and three attesters of whom two must sign. Helpers hash by themselves and call nothing
/// but what they are named after, so that `vm.prank`, `vm.expectRevert` and `vm.expectEmit` can stand right before them.
abstract contract EscrowTest is IdentityTest {
    uint128 internal constant AMOUNT = 100e6;
    uint128 internal constant PAYOUT = 150_000_00;
    uint128 internal constant INSTANT_CAP = 1_000e6;
    uint128 internal constant BOND = 1e6;
    uint128 internal constant FEES = 1.5e6;
    uint128 internal constant STAKE = 500e6;
    uint16 internal constant BOND_BPS = 100;
    uint16 internal constant MAX_PROTOCOL_FEE_BPS = 50;
    bytes32 internal constant ROUTE = keccak256("route");

    IEscrow internal escrow;
    TestUSD internal token;
    address internal verifier;
    bytes32 internal escrowDomain;
    bytes32 internal verifierDomain;

    Vm.Wallet internal payer;
    uint256[] internal attesterKeys;
    address internal refundTo = makeAddr("refundTo");
    address internal integrator = makeAddr("integrator");
    address internal feeReceiver = makeAddr("feeReceiver");
    address internal guardian = makeAddr("guardian");
    address internal arbiter = makeAddr("arbiter");
    address internal provider = makeAddr("provider");
    address internal rival = makeAddr("rival");

    function setUp() public virtual override {
        super.setUp();
        payer = vm.createWallet("payer");
        token = new TestUSD();
        attesterKeys = _sortedKeys("attester", 3);
        bytes memory quorum = abi.encode(_addresses(attesterKeys), uint256(2));
        verifier = deployCode("QuorumVerifier.sol:QuorumVerifier", quorum);
        verifierDomain = _domain("Paynode QuorumVerifier", block.chainid, verifier);
        escrow = _deployEscrow(_allowedTokens());
        escrowDomain = _domain("Paynode OrderEscrow", block.chainid, address(escrow));
        _enlist(provider);
        _enlist(rival);
    }

    /// @dev Tests of other tokens add theirs.
    function _allowedTokens() internal virtual returns (address[] memory tokens) {
        tokens = new address[](1);
        tokens[0] = address(token);
    }

    function _deployEscrow(address[] memory tokens) internal returns (IEscrow) {
        uint128[] memory caps = new uint128[](tokens.length);
        for (uint256 i; i < caps.length; ++i) {
            caps[i] = INSTANT_CAP;
        }
        bytes memory terms = abi.encode(registry, tokens, caps, BOND_BPS, MAX_PROTOCOL_FEE_BPS, feeReceiver, guardian);
        return IEscrow(deployCode("OrderEscrow.sol:OrderEscrow", terms));
    }

    // --- funds

    function _enlist(address operator) internal {
        _join(operator);
        _deposit(operator, STAKE);
    }

    function _fund(address account, address asset, uint256 amount) internal {
        IMintable(asset).mint(account, amount);
        vm.prank(account);
        IMintable(asset).approve(address(escrow), type(uint256).max);
    }

    function _deposit(address account, uint128 amount) internal {
        _fund(account, address(token), amount);
        vm.prank(account);
        escrow.deposit(address(token), amount);
    }

    // --- orders

    function _order() internal view returns (Order memory order) {
        order.settlement = SettlementTerms({
            token: address(token),
            integrator: integrator,
            integratorFeeBps: 100,
            protocolFeeBps: 50,
            verifier: verifier,
            challengeWindow: 6 hours,
            amount: AMOUNT,
            payout: PAYOUT
        });
        order.routing.corridor = CORRIDOR;
        order.routing.claimBy = uint40(block.timestamp + 1 days);
        order.routing.payWindow = 1 hours;
        order.parties = PartyTerms({
            payer: payer.addr,
            refundTo: refundTo,
            arbiter: arbiter,
            reclaimAfter: uint40(block.timestamp + 3 days),
            recipientHash: keccak256("recipient"),
            salt: 1
        });
    }

    /// @dev Settled on the provider's word unless challenged.
    function _optimistic() internal view returns (Order memory order) {
        order = _order();
        order.settlement.verifier = address(0);
    }

    /// @dev Above the instant cap.
    function _large() internal view returns (Order memory order) {
        order = _order();
        order.settlement.amount = INSTANT_CAP + 1;
    }

    function _create(Order memory order) internal returns (bytes32 orderId) {
        _fund(order.parties.payer, order.settlement.token, order.settlement.amount);
        vm.prank(order.parties.payer);
        return escrow.create(order);
    }

    /// @dev Created, and claimed by `provider`.
    function _claim(Order memory order) internal returns (bytes32 orderId) {
        orderId = _create(order);
        _claimAs(provider, order);
    }

    function _claimAs(address sender, Order memory order) internal {
        vm.prank(sender);
        escrow.claim(order.settlement, order.routing, TermHash.parties(order.parties), ROUTE);
    }

    /// @dev Created, claimed, and submitted by the claimer.
    function _submit(Order memory order) internal returns (bytes32 orderId) {
        orderId = _claim(order);
        _submitAs(provider, order, _proofOf(order));
    }

    function _submitAs(address sender, Order memory order, bytes memory proof) internal {
        vm.prank(sender);
        escrow.submit(order.settlement, TermHash.details(order), uint40(block.timestamp), proof);
    }

    function _settle(Order memory order) internal {
        vm.prank(stranger);
        escrow.settle(order.settlement, TermHash.details(order));
    }

    function _dispute(Order memory order) internal returns (bytes32 orderId) {
        orderId = _submit(order);
        _deposit(payer.addr, _bondOf(order.settlement.amount));
        vm.prank(payer.addr);
        escrow.challenge(order, keccak256("evidence"));
    }

    function _bondOf(uint256 amount) internal pure returns (uint128) {
        return uint128((amount * BOND_BPS + 9_999) / 10_000);
    }

    // --- hashes and signatures

    function _idOf(Order memory order) internal view returns (bytes32) {
        return _digest(escrowDomain, TermHash.order(order));
    }

    /// @dev Two attesters' signatures over the claimer's payout now; nothing for an order without a verifier.
    function _proofOf(Order memory order) internal view returns (bytes memory) {
        if (order.settlement.verifier == address(0)) return "";
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = TermHash.attestation(_attestation(order));
        return _prove(TermHash.batch(hashes));
    }

    function _prove(bytes32 batchHash) internal view returns (bytes memory) {
        bytes32 digest = _digest(verifierDomain, batchHash);
        return bytes.concat(_sign(attesterKeys[0], digest), _sign(attesterKeys[1], digest));
    }

    function _attestation(Order memory order) internal view returns (PayoutAttestation memory) {
        return PayoutAttestation(_idOf(order), provider, order.settlement.payout, uint40(block.timestamp));
    }

    function _confirmationDigest(Order memory order) internal view returns (bytes32) {
        return _digest(escrowDomain, keccak256(abi.encode(keccak256("Confirmation(bytes32 orderId)"), _idOf(order))));
    }

    function _confirmation(Order memory order, uint256 key) internal view returns (bytes memory) {
        return _sign(key, _confirmationDigest(order));
    }

    // --- expectations

    function _assertStatus(bytes32 orderId, Status expected) internal view {
        assertEq(uint8(escrow.stateOf(orderId).status), uint8(expected), "status");
    }

    function _assertAccount(address account, uint256 free, uint256 locked) internal view {
        (uint128 actualFree, uint128 actualLocked) = escrow.accountOf(account, address(token));
        assertEq(actualFree, free, "free");
        assertEq(actualLocked, locked, "locked");
    }

    function _assertFees(uint256 ofIntegrator, uint256 ofProtocol) internal view {
        (uint128 integratorFees, uint128 protocolFees) = escrow.feesOf(integrator, address(token));
        assertEq(integratorFees, ofIntegrator, "integrator fees");
        assertEq(protocolFees, ofProtocol, "protocol fees");
    }

    function _expectStatus(bytes32 orderId, Status actual, Status expected) internal {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.WrongStatus.selector, orderId, actual, expected));
    }

    function _expectPair(bytes4 selector, uint256 left, uint256 right) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, left, right));
    }

    function _expectSender(address sender, address expected) internal {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSender.selector, sender, expected));
    }

    function _expectSkipped(bytes32 orderId, bytes4 reason) internal {
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSkipped(orderId, reason);
    }
}
