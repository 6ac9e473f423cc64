#include "http/connection.h"

#include <boost/asio/post.hpp>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "http/response_writer.h"
#include "http/worker.h"

namespace portcullis::http {
namespace {

using Outcome = Transport::Outcome;

// An answer's buffer above this is given back when it has been sent.
constexpr std::size_t kKeptBytes = 4 * 1024;

std::shared_ptr<const Certificate> CertificateOf(const Service& service) {
  const ServingCertificate* serving = service.options.certificate;
  return serving == nullptr ? nullptr : serving->Get();
}

}  // namespace

Connection::Connection(Worker& worker, Service& service, boost::asio::ip::tcp::socket socket)
    : worker_(worker),
      service_(service),
      socket_(std::move(socket)),
      transport_(socket_.native_handle(), CertificateOf(service).get()),
      reader_({service.options.limits.head_bytes, service.options.limits.body_bytes}),
      timer_(socket_.get_executor()) {}

void Connection::Drain() {
  if (phase_ != Phase::kIdle) return;
  unused_ = false;
  CancelPause();
  Advance();
}

void Connection::Close() {
  if (phase_ == Phase::kClosed) return;
  // A wait that cannot be withdrawn has been granted, and this thread not yet told.
  const bool waits = phase_ == Phase::kAwaitBudget && service_.body_budget.Withdraw(this);
  if (!waits && budget_taken_ > 0) service_.body_budget.GiveBack(budget_taken_);

  phase_ = Phase::kClosed;
  ++turn_;
  timer_.cancel();
  transport_.CloseWrite();
  boost::system::error_code ignored;
  socket_.close(ignored);
  worker_.Remove(*this);
}

void Connection::Advance() {
  try {
    while (Step()) {
    }
  } catch (const std::bad_alloc&) {
    Close();  // costs one client its connection, not all of them the process
  }
}

bool Connection::Step() {
  switch (phase_) {
    case Phase::kHandshake:
      return Handshake();
    case Phase::kIdle:
      return reader_.empty() ? Read() : Parse();
    case Phase::kHead:
    case Phase::kBody:
      return Read();
    case Phase::kAdmitted:
      return AdmitBody();
    case Phase::kTooSlow:
      return Refuse(408);
    case Phase::kWrite:
      return Write();
    case Phase::kLinger:
      return Linger();
    case Phase::kAwaitBudget:
    case Phase::kClosed:
      return false;
  }
  return false;
}

bool Connection::Handshake() {
  const Outcome outcome = transport_.Handshake();
  if (outcome == Outcome::kClosed) {
    ++service_.failed_handshakes;
    return End();
  }
  if (outcome != Outcome::kDone) return Await(outcome);
  Enter(Phase::kIdle);
  return transport_.Buffered() || Await(Outcome::kWantRead);
}

bool Connection::Read() {
  const Transport::Io io = transport_.Read(reader_.Space());
  if (io.outcome == Outcome::kDone) {
    reader_.Commit(io.bytes);
    return Parse();
  }
  // A client that has only just shaken hands is about to send its request.
  const bool ends = phase_ == Phase::kIdle && worker_.draining() && !unused_;
  if (io.outcome == Outcome::kClosed || ends) return End();
  return Await(io.outcome);
}

bool Connection::Parse() {
  switch (reader_.Parse()) {
    case RequestReader::State::kHead:
      if (phase_ == Phase::kIdle) Enter(Phase::kHead);
      return true;
    case RequestReader::State::kBody:
      // A fast sender must not keep the thread to itself, nor evade the time limit.
      return phase_ == Phase::kBody ? Yield() : TakeBudget();
    case RequestReader::State::kComplete:
      return Answer();
    case RequestReader::State::kRefused:
      return Refuse(reader_.refusal());
  }
  return false;
}

bool Connection::TakeBudget() {
  const std::size_t bytes = reader_.body_reservation();
  if (bytes == 0) return AdmitBody();
  auto granted = [self = shared_from_this()] {
    boost::asio::post(self->socket_.get_executor(), [self] {
      if (self->phase_ != Phase::kAwaitBudget) return;  // closed since
      self->Enter(Phase::kAdmitted);
      self->Advance();
    });
  };
  const bool taken = service_.body_budget.Take(bytes, this, std::move(granted));
  budget_taken_ = bytes;
  if (taken) return AdmitBody();
  Enter(Phase::kAwaitBudget);
  return false;
}

bool Connection::AdmitBody() {
  reader_.AdmitBody();
  Enter(Phase::kBody);
  if (!reader_.expects_continue()) return true;
  out_ = "HTTP/1.1 100 Continue\r\n\r\n";
  return Send(Phase::kBody);
}

Response Connection::Handle(const Request& request) {
  ++service_.requests;
  // Whatever leaves the handler costs this request only.
  try {
    return service_.handler(request);
  } catch (const std::exception& exception) {
    service_.options.on_exception(exception.what());
  } catch (...) {
    service_.options.on_exception("an exception that is no std::exception");
  }
  ++service_.handler_exceptions;
  return StatusResponse(500);
}

bool Connection::Answer() {
  const Request request = reader_.request();
  const Response response = Handle(request);
  const bool keep_alive = reader_.keep_alive() && !worker_.draining();
  AppendResponse(response, {.keep_alive = keep_alive, .head_only = request.method == "HEAD"}, out_);

  reader_.NextRequest();
  if (budget_taken_ > 0) service_.body_budget.GiveBack(std::exchange(budget_taken_, 0));
  unused_ = false;
  return Send(keep_alive ? Phase::kIdle : Phase::kLinger);
}

bool Connection::Refuse(int status) {
  ++service_.refused_requests;
  AppendResponse(StatusResponse(status), {.keep_alive = false, .head_only = false}, out_);
  return Send(Phase::kLinger);
}

bool Connection::Send(Phase next) {
  phase_after_write_ = next;
  written_ = 0;
  Enter(Phase::kWrite);
  return Write();
}

bool Connection::Write() {
  while (written_ < out_.size()) {
    const Transport::Io io = transport_.Write(std::string_view(out_).substr(written_));
    if (io.outcome == Outcome::kClosed) return End();
    if (io.outcome != Outcome::kDone) return Await(io.outcome);
    written_ += io.bytes;
  }
  out_.clear();
  if (out_.capacity() > kKeptBytes) out_.shrink_to_fit();

  Enter(phase_after_write_);
  switch (phase_) {
    case Phase::kLinger:
      transport_.CloseWrite();
      return true;
    case Phase::kIdle:
      if (!reader_.empty() || transport_.Buffered()) return Yield();
      return worker_.draining() || Await(Outcome::kWantRead);
    default:
      return true;
  }
}

bool Connection::Linger() {
  const Outcome outcome = transport_.Discard();
  return outcome == Outcome::kClosed ? End() : Await(Outcome::kWantRead);
}

bool Connection::End() {
  Close();
  return false;
}

void Connection::Enter(Phase phase) {
  phase_ = phase;
  deadline_ = Clock::time_point::max();
}

bool Connection::Await(Outcome want) {
  BeginLimit();
  using Socket = boost::asio::ip::tcp::socket;
  socket_.async_wait(want == Outcome::kWantWrite ? Socket::wait_write : Socket::wait_read,
                     [self = shared_from_this(), turn = ++turn_](boost::system::error_code) {
                       if (turn == self->turn_) self->Advance();
                     });
  return false;
}

void Connection::CancelPause() {
  ++turn_;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

bool Connection::Yield() {
  BeginLimit();
  boost::asio::post(socket_.get_executor(), [self = shared_from_this(), turn = ++turn_] {
    if (turn == self->turn_) self->Advance();
  });
  return false;
}

std::chrono::milliseconds Connection::TimeLimit() const {
  const Limits& limits = service_.options.limits;
  switch (phase_) {
    case Phase::kHandshake:
      return limits.handshake;
    case Phase::kIdle:
      return worker_.draining() ? limits.head : limits.idle;
    case Phase::kHead:
      return limits.head;
    case Phase::kBody:
      return limits.body;
    case Phase::kWrite:
      return limits.write;
    default:
      return limits.linger;
  }
}

void Connection::BeginLimit() {
  if (deadline_ != Clock::time_point::max()) return;
  deadline_ = Clock::now() + TimeLimit();
  if (!timer_armed_ || timer_.expiry() > deadline_) ArmTimer();
}

void Connection::ArmTimer() {
  timer_armed_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->OnTimer();
  });
}

void Connection::OnTimer() {
  timer_armed_ = false;
  if (phase_ == Phase::kClosed || deadline_ == Clock::time_point::max()) return;
  if (Clock::now() < deadline_) return ArmTimer();

  CancelPause();
  if (phase_ == Phase::kHandshake) ++service_.failed_handshakes;
  if (phase_ != Phase::kHead && phase_ != Phase::kBody) return Close();
  Enter(Phase::kTooSlow);
  Advance();
}

}  // namespace portcullis::http
